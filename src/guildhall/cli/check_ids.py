"""`guildhall check-ids`: every line of a file as an identifier, with reasons."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final

import click

from guildhall.cli.lines import LONGEST, NO_FILE, Line, encoding_of, lines
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import ExitCode, GuildhallError, MessageKind, UnreadableInput
from guildhall.kernel.identifiers import CheckResult, Facts, IdKind, Verdict, check

TOO_LONG = MessageKind(
    "ids.too_long",
    "这一行超过 {longest} 个字节，不是号码；请每行只放一个号码。",
    "The line is longer than {longest} bytes, so it is no number; put one number on each line.",
)
AMBIGUOUS: Final = "ambiguous"
#: Characters that some programs take for the end of a line; JSON allows them bare, so they are escaped here.
_LINE_ENDS: Final = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}
#: Lines after which the answers so far are handed on.
_BATCH: Final = 512


@click.command(name="check-ids", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in IdKind]),
    metavar="KIND",
    help="只按这一种核对 · Check as this kind only: " + ", ".join(IdKind) + ".",
)
@click.option("--strict", is_flag=True, help="有无效号码时退出码为 1 · Exit with 1 if any line is invalid.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="出生日期不得晚于这一天，默认今天 · The day after which nobody is born yet; today by default.",
)
def check_ids(file: str, kind: str | None, strict: bool, as_of: datetime | None) -> None:
    """逐行核对证件号码和统一社会信用代码 · Check identity numbers and credit codes, one a line, with reasons.

    FILE 为文本文件（UTF-8 或 GB18030），“-”为标准输入。 · FILE is a text file (UTF-8 or GB18030), - standard input.

    每行输出一个 JSON 对象，空行也有 · One JSON object for each line, blank ones too: line, input, kind, kinds, verdict
    (valid | valid_with_warning | invalid), reason, message_zh, message_en.

    注意：输出含未遮盖的原始号码，请妥善保管。 · Mind: the output holds the numbers in clear, unmasked. Keep it safe.
    """
    on = as_of.date() if as_of else SystemClock().today()
    out = sys.stdout.buffer
    invalid = 0
    try:
        for number, line in enumerate(_read(file), start=1):
            answer = _answer(number, _check(line, on, IdKind(kind) if kind else None))
            invalid += answer["verdict"] == Verdict.INVALID
            out.write(_json_line(answer))
            if number % _BATCH == 0 or file == "-":
                out.flush()
    except GuildhallError as refusal:
        out.flush()
        for message in refusal.messages:
            click.echo(f"{message.zh}\n{message.en}", err=True)
        raise SystemExit(refusal.exit_code) from refusal
    except KeyboardInterrupt as stop:
        raise SystemExit(ExitCode.INTERRUPTED) from stop
    except BrokenPipeError as error:  # whoever reads our answers has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        raise SystemExit(ExitCode.DONE) from error
    out.flush()
    if strict and invalid:
        raise SystemExit(1)


def _read(file: str) -> Iterator[Line]:
    """The lines of a file or of standard input. A file is looked through first: no answers before a refusal."""
    if file == "-":
        yield from lines(sys.stdin.buffer, "standard input")
        return
    path = Path(file)
    try:
        encoding = encoding_of(path) if stat.S_ISREG(path.stat().st_mode) else None
        stream: BinaryIO
        with path.open("rb") as stream:
            yield from lines(stream, file, encoding)
    except OSError as error:
        raise UnreadableInput(NO_FILE(file=file, problem=error.strerror or str(error))) from error


def _check(line: Line, on: date, kind: IdKind | None) -> CheckResult:
    text = line.text
    if line.cut:
        return CheckResult(text, text, (), kind, Verdict.INVALID, (TOO_LONG(longest=LONGEST),), Facts())
    return check(text, on=on, kind=kind)


def _answer(number: int, result: CheckResult) -> dict[str, object]:
    """The object of the documented format. `kind` is null where no kind's checks pass and none was asked for."""
    return {
        "line": number,
        "input": result.text,
        "kind": AMBIGUOUS if result.ambiguous else result.kind,
        "kinds": list(result.kinds),
        "verdict": result.verdict,
        "reason": result.reasons[0].code,
        "message_zh": "".join(reason.zh.strip() for reason in result.reasons),
        "message_en": " ".join(reason.en.strip() for reason in result.reasons),
    }


def _json_line(answer: dict[str, object]) -> bytes:
    text = json.dumps(answer, ensure_ascii=False)
    for character, escaped in _LINE_ENDS.items():
        text = text.replace(character, escaped)
    return text.encode() + b"\n"
