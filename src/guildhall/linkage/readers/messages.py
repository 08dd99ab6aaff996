"""Everything that the readers have to say: refusals, notices about sheets, warnings by column, reasons of rows."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.errors import Catalogue, Message, MessageKind

ROWS_RULE: Final = "docs/formats.md: counting rows"

# --- the file ------------------------------------------------------------------------------------------------------
MISSING = MessageKind(
    "reader.missing",
    "找不到文件：{file}。请检查路径和文件名。",
    "No such file: {file}. Check the path and the name.",
)
DIRECTORY = MessageKind(
    "reader.directory",
    "{file} 是文件夹，请写明里面的文件。",
    "{file} is a folder. Name the files in it.",
)
NOT_A_FILE = MessageKind(
    "reader.not_a_file",
    "{file} 不是普通文件（是设备或管道）。请先存成文件。",
    "{file} is no ordinary file (a device or a pipe). Save it as a file first.",
)
UNCOMPUTED = MessageKind(
    "reader.uncomputed",
    "{file} 的工作表“{sheet}”有 {count} 个公式没有存结果（如 {cell}），读出来是空的。请用 Excel 打开、保存一次再用。",
    "Sheet “{sheet}” of {file} has {count|formula|formulas} without a stored result ({cell} for one), which "
    "read as empty. "
    "Open it in Excel, save it, and use that.",
)
OTHER_REGISTER = MessageKind(
    "reader.other_register",
    "{source} 有参保人数或费款所属期，像社会保险名单，却给成了登记名单；若是给错了，请改用 --insurance。",
    "{source} has headcounts or insurance months like a list of social insurance but was given as a register of "
    "organisations. If that is a slip, give it with --insurance.",
)
PERMISSION = MessageKind(
    "reader.permission",
    "没有权限打开 {file}。请检查文件权限，或关闭正在使用它的程序。",
    "Not allowed to open {file}. Check its permissions, or close the program that holds it.",
)
DUPLICATE = MessageKind(
    "reader.duplicate_file",
    "同一个文件给了两次：{file} 和 {other}。每个文件只写一次。",
    "The same file was given twice: {file} and {other}. Give each file once.",
)
EMPTY_FILE = MessageKind(
    "reader.empty_file",
    "{file} 是空文件。请重新导出。",
    "{file} is empty. Export it again.",
)
PASSWORD = MessageKind(
    "reader.password",
    "{file} 设有密码，打不开。请在 Excel 中取消密码后另存一份。",
    "{file} is protected by a password. Remove the password in Excel and save a copy.",
)
DAMAGED = MessageKind(
    "reader.damaged",
    "{file} 已损坏或不完整（{detail_zh}）。请重新导出或重新传送。",
    "{file} is damaged or incomplete ({detail_en}). Export or send it again.",
)


def damaged(file: str, detail: str) -> Message:
    """`detail`: what a library says, in English; the Chinese sentence tells what is known of it."""
    known = ((zh, words) for words, zh in _DAMAGES if words in detail)
    zh, _ = next(known, ("内部结构读不懂", ""))
    return DAMAGED(file=file, detail_zh=zh, detail_en=detail.splitlines()[0][:200] if detail else "unreadable")


#: Words of libraries → what they mean.
_DAMAGES: Final = (
    ("not a zip file", "不是完整的 Excel 文件"),
    ("magic bytes", "不是完整的 Parquet 文件"),
    ("unpack requires", "文件比它说的短"),
)
BOMB = MessageKind(
    "reader.bomb",
    "{file} 解压后有 {mebibytes} MiB，超过限度 {limit} MiB，没有读取。请确认来源，另存为 .csv 再试。",
    "{file} would unpack to {mebibytes} MiB, over the limit of {limit} MiB; it was not read. "
    "Check where it comes from, or save it as .csv.",
)
BOMB_RATIO = MessageKind(
    "reader.bomb_ratio",
    "{file} 解压后有 {mebibytes} MiB，是文件的 {ratio} 倍（限度 {limit} 倍），没有读取。请确认来源，另存为 .csv 再试。",
    "{file} would unpack to {mebibytes} MiB, {ratio} times its own size (limit: {limit} times); it was not read. "
    "Check where it comes from, or save it as .csv.",
)
BOMB_MEMBERS = MessageKind(
    "reader.bomb_members",
    "{file} 里有 {members} 个部分，超过限度 {limit} 个，不像表格，没有读取。请确认来源，另存为 .csv 再试。",
    "{file} has {members} parts, over the limit of {limit}, which no table has; it was not read. "
    "Check where it comes from, or save it as .csv.",
)
MACRO = MessageKind(
    "reader.macro",
    "{file} 含有宏，没有读取。请在 Excel 中另存为 .xlsx（不带宏）。",
    "{file} contains macros and was not read. In Excel, save it as .xlsx without macros.",
)
FAR_CELL = MessageKind(
    "reader.far_cell",
    "{file} 的工作表“{sheet}”在 {cell} 处有内容，离数据太远，表格大得无法读取。请删除数据以外的行和列，再保存。",
    "{file}, sheet “{sheet}”: a cell at {cell}, far from the data, makes the sheet too large to read. "
    "Delete the rows and columns outside the data and save.",
)
FORMAT = MessageKind(
    "reader.format",
    "{file} 其实是{kind_zh}，不是表格文件。请用 Excel 打开后另存为 .xlsx 或 .csv。",
    "{file} is really {kind_en}, not a table. Open it in Excel and save it as .xlsx or .csv.",
)
ENCODING = MessageKind(
    "reader.encoding",
    "{file} 第 {row} 行的文字编码认不出来（不是 UTF-8、GB18030 或 UTF-16，或中途损坏）。请另存为 UTF-8 的 .csv。",
    "{file}, line {row}: the text is not UTF-8, GB18030 or UTF-16, or is damaged. Save it as .csv in UTF-8.",
)
NUL = MessageKind(
    "reader.nul",
    "{file} 第 {row} 行含有空字节，文件可能已损坏。请重新导出。",
    "{file}, line {row}: contains a null byte; the file is probably damaged. Export it again.",
)
QUOTES = MessageKind(
    "reader.quotes",
    "{file} 第 {row} 行的引号不成对（{detail_zh}）。请在该行改正，或另存为 .xlsx。",
    "{file}, row {row}: the quotation marks do not pair up ({detail_en}). Mend that row, or save the file as .xlsx.",
)
LONG_CELL = MessageKind(
    "reader.long_cell",
    "{file} 第 {row} 行有一格超过 {limit} 个字符，多半是前面有引号没有闭合。请检查该行和以前的引号，或另存为 .xlsx。",
    "{file}, row {row}: a cell has more than {limit} characters, most likely because an earlier quotation mark is not "
    "closed. Check this row and the marks before it, or save the file as .xlsx.",
)
RAGGED = MessageKind(
    "reader.ragged",
    "{file} 第 {row} 行有 {found} 格，表头只有 {expected} 格，内容会错位。请给含分隔符的内容加引号，或另存为 .xlsx。",
    "{file}, row {row}: {found} cells, but the heading has {expected}, so values would shift. "
    "Put quotes around values that hold the separator, or save the file as .xlsx.",
)
MEMORY = MessageKind(
    "reader.memory",
    "读取 {file} 需要的内存超过 {mebibytes} MiB，已停止。请删除数据以外的行和列，或另存为 .csv，或分成几个文件。",
    "Reading {file} would take more than {mebibytes} MiB of memory and was stopped. "
    "Delete rows and columns outside the data, save it as .csv, or split it.",
)
TOO_LONG = MessageKind(
    "reader.too_long",
    "读取 {file} 超过 {seconds} 秒，已停止。请另存为 .csv，或分成几个文件。",
    "Reading {file} took more than {seconds} seconds and was stopped. Save it as .csv, or split it.",
)
CRASHED = MessageKind(
    "reader.crashed",
    "读取 {file} 的程序意外结束（{detail}），文件可能已损坏。请用 Excel 打开后另存为 .xlsx 再试。",
    "The program that read {file} ended unexpectedly ({detail}); the file may be damaged. "
    "Open it in Excel, save it as .xlsx and try again.",
)

# --- sheets and columns ----------------------------------------------------------------------------------------------
NO_SHEET = MessageKind(
    "reader.no_sheet",
    "{file} 里没有认得出的{register_zh}表。看到的列名：{titles}。列名不同时，请用 --synonyms 文件写明。",
    "{file} holds no sheet that looks like a list of {register_en}. Titles seen: {titles}. "
    "If the titles differ, name them in a --synonyms file.",
)
AMBIGUOUS_COLUMNS = MessageKind(
    "reader.ambiguous_columns",
    "{source} 第 {row} 行有几列都像“{field_zh}”：{columns}。请在 --synonyms 文件的 {shape} 下写明“{field}: [列名]”。",
    "{source}, row {row}: several columns could be “{field_en}”: {columns}. "
    "Say which in a --synonyms file, under {shape}: “{field}: [title]”.",
)
MISSING_COLUMN = MessageKind(
    "reader.missing_column",
    "{source} 第 {row} 行像是{shape_zh}表，但缺少“{field_zh}”这一列。看到的列名：{titles}。"
    "如果叫别的名字，请在 --synonyms 文件的 {shape} 下写明“{field}: [列名]”。",
    "{source}, row {row}: looks like a list of {shape_en}, but has no column for “{field_en}”. Titles seen: {titles}. "
    "If it has another title, say so in a --synonyms file, under {shape}: “{field}: [title]”.",
)
AMBIGUOUS_SHAPE = MessageKind(
    "reader.ambiguous_shape",
    "{source} 第 {row} 行的列名既像{shape_zh}表，又像{other_zh}表。请在 --synonyms 文件里写明有区别的列名。",
    "{source}, row {row}: the titles fit a list of {shape_en} as well as a list of {other_en}. "
    "Name the telling titles in a --synonyms file.",
)
SHEET_SKIPPED = MessageKind(
    "reader.sheet_skipped",
    "{file} 的工作表“{sheet}”不是{register_zh}的名单，已跳过。",
    "{file}: sheet “{sheet}” is not a list of {register_en} and was left out.",
)
SHEET_HIDDEN = MessageKind(
    "reader.sheet_hidden",
    "{file} 的工作表“{sheet}”是隐藏的，已跳过。需要时请取消隐藏。",
    "{file}: sheet “{sheet}” is hidden and was left out. Unhide it if it is needed.",
)
SAME_CONTENT = MessageKind(
    "reader.same_content",
    "{file} 与 {other} 内容完全相同，两份都读了。",
    "{file} and {other} have the same content; both were read.",
)
SYNONYMS_UNREADABLE = MessageKind(
    "reader.synonyms_unreadable",
    "列名对照文件 {file} 读不懂：{detail}。",
    "The file of column titles {file} cannot be understood: {detail}.",
)
SYNONYMS_FIELD = MessageKind(
    "reader.synonyms_field",
    "列名对照文件 {file} 里的“{name}”不认识。可用：{known}。",
    "The file of column titles {file} names “{name}”, which is not known. Known: {known}.",
)
SYNONYMS_TWICE = MessageKind(
    "reader.synonyms_twice",
    "列名对照文件 {file} 在 {shape} 下把“{title}”既当作 {field} 又当作 {other}。请只留一个。",
    "The file of column titles {file} gives “{title}” under {shape} to both {field} and {other}. Keep one.",
)
REMEMBERED_USED = MessageKind(
    "reader.remembered_used",
    "{source}：按以前记住的列名读取（{titles}），记录在 {file}。",
    "{source}: read by column titles remembered from before ({titles}), kept in {file}.",
)
REMEMBERED = MessageKind(
    "reader.remembered",
    "已记住 {count} 个列名，下次不必再给：{file}。",
    "{count|column title is|column titles are} remembered for next time: {file}.",
)

# --- rows ------------------------------------------------------------------------------------------------------------
SKIPPED = MessageKind(
    "reader.skipped_rows",
    "{source} 跳过：空行 {blank}，重复表头 {headings}，合计行 {totals}，说明行 {notes}。",
    "{source}, skipped: {blank|blank row|blank rows}, {headings|repeated heading|repeated headings}, "
    "{totals|row|rows} of totals, {notes} of notes.",
    ROWS_RULE,
)
NO_IDENTITY = MessageKind(
    "reader.no_identity",
    "第 {sheet_row} 行既没有可用的名称，也没有证件号或代码。",
    "Row {sheet_row}: neither a usable name nor an identifier.",
    ROWS_RULE,
)
LOST_DIGITS = MessageKind(
    "reader.lost_digits",
    "第 {sheet_row} 行“{column}”的号码被 Excel 存成了数字，末几位已丢失。请把该列设为文本后重新填写。",
    "Row {sheet_row}: Excel stored the number in “{column}” as a figure and lost its last digits. "
    "Make the column text and enter it again.",
    ROWS_RULE,
)
REJECTED_NO_IDENTITY = MessageKind(
    "reader.rejected_no_identity",
    "{source} 有 {count} 行既没有可用的名称，也没有证件号或代码，未采用；首次在第 {sheet_row} 行。",
    "{source}: {count|row|rows} with neither a usable name nor an identifier were rejected; first in row {sheet_row}.",
    ROWS_RULE,
)
REJECTED_LOST_DIGITS = MessageKind(
    "reader.rejected_lost_digits",
    "{source} 有 {count} 行的号码被 Excel 存成数字、丢了末几位，未采用；首次在第 {sheet_row} 行。"
    "请把该列设为文本后重新导出。",
    "{source}: {count|row was|rows were} rejected because Excel turned an identity number into a figure and lost "
    "digits; "
    "first in row {sheet_row}. Make the column text and export again.",
    ROWS_RULE,
)
CHECK_DIGIT = MessageKind(
    "reader.check_digit",
    "{source} 的“{column}”有 {count} 行校验码不对，首次在第 {sheet_row} 行；这些行仍然采用。",
    "{source}, “{column}”: {count|row|rows} with a wrong check digit, first in row {sheet_row}; the rows are kept.",
    "GB 11643; GB 32100",
)
OLD_NUMBER = MessageKind(
    "reader.old_number",
    "{source} 的“{column}”有 {count} 行是 15 位旧号码，首次在第 {sheet_row} 行；只作比对的依据，请补成 18 位。",
    "{source}, “{column}”: {count|row has|rows have} an old number of 15 digits, first in row {sheet_row}; it serves "
    "as evidence only. Have it replaced by the one of 18.",
    "GB 11643",
)
CODE_FORM = MessageKind(
    "reader.code_form",
    "{source} 的“{column}”有 {count} 行不是 18 位，首次在第 {sheet_row} 行；这些行仍然采用。",
    "{source}, “{column}”: {count|row is|rows are} not 18 characters long, first in row {sheet_row}; the rows "
    "are kept.",
)
CODE_LOST = MessageKind(
    "reader.code_lost",
    "{source} 的“{column}”有 {count} 行被 Excel 存成数字、丢了末几位，首次在第 {sheet_row} 行；代码按空白处理。",
    "{source}, “{column}”: in {count|row|rows} Excel turned the code into a figure and lost digits, first in row "
    "{sheet_row}; the code counts as empty.",
)
MENDED = MessageKind(
    "reader.mended",
    "{source} 的“{column}”有 {count} 行去掉了全角字符、多余空格或看不见的字符，首次在第 {sheet_row} 行。",
    "{source}, “{column}”: full-width characters, spaces or invisible characters put right in {count|row|rows}, "
    "first in "
    "row {sheet_row}.",
)
DATE_UNREADABLE = MessageKind(
    "reader.date_unreadable",
    "{source} 的“{column}”有 {count} 行不是读得懂的日期，首次在第 {sheet_row} 行；按空白处理。",
    "{source}, “{column}”: {count|row holds|rows hold} no readable date, first in row {sheet_row}; they count as "
    "empty.",
)
DATE_INCOMPLETE = MessageKind(
    "reader.date_incomplete",
    "{source} 的“{column}”有 {count} 行日期不完整或有两种读法（如只有年月，或 02/03/2023），"
    "首次在第 {sheet_row} 行；按空白处理。",
    "{source}, “{column}”: {count|date is|dates are} incomplete or can be read in two ways (only a month, or "
    "02/03/2023), "
    "first in row {sheet_row}; they count as empty.",
)
NUMBER_UNREADABLE = MessageKind(
    "reader.number_unreadable",
    "{source} 的“{column}”有 {count} 行不是整数，首次在第 {sheet_row} 行；按空白处理。",
    "{source}, “{column}”: {count|row holds|rows hold} no whole number, first in row {sheet_row}; they count as empty.",
)
DUPLICATE_ROWS = MessageKind(
    "reader.duplicate_rows",
    "{source} 有 {count} 行与前面的行完全相同，都采用了；首次在第 {sheet_row} 行。",
    "{source}: {count|row is|rows are} the same as an earlier row in every field; all are kept. First in row "
    "{sheet_row}.",
)
SHORT_ROWS = MessageKind(
    "reader.short_rows",
    "{source} 有 {count} 行的格数比表头少，缺的按空白处理；首次在第 {sheet_row} 行。",
    "{source}: {count|row has|rows have} fewer cells than the heading; the missing ones count as empty. "
    "First in row {sheet_row}.",
)
FILLED_DOWN = MessageKind(
    "reader.filled_down",
    "{source} 有 {count} 个单元格属于上下合并的格子，按合并格的内容填写；首次在第 {sheet_row} 行。",
    "{source}: {count|cell belongs|cells belong} to vertically merged cells and {count?takes|take} their value; "
    "first in row {sheet_row}.",
)

CATALOGUE: Final = Catalogue(kind for kind in tuple(globals().values()) if isinstance(kind, MessageKind))
