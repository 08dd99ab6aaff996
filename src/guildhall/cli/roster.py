"""`guildhall roster`: one roster from the registers."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import click

from guildhall.kernel.errors import MessageKind, UsageError

NO_OUT = MessageKind(
    "cli.no_out",
    "没有说结果放在哪里。请用 --out 指明一个新文件夹或以前的结果；只想看看表格怎样读懂，用 --explain。",
    "There is no place for the result. Name a new folder or an earlier result with --out; to see only how the files "
    "are understood, use --explain.",
)
_FILE = str  # the reader looks at the path and says in both languages what is wrong with it


@click.group()
def roster() -> None:
    """一张名册 · One roster from the registers."""


@roster.command()
@click.option(
    "--civil-affairs", multiple=True, type=_FILE, metavar="FILE", help="民政社会组织登记，可重复 · may be repeated."
)
@click.option("--market", multiple=True, type=_FILE, metavar="FILE", help="市场监管企业登记，可重复 · may be repeated.")
@click.option(
    "--insurance", multiple=True, type=_FILE, metavar="FILE", help="社保单位、人员，可重复 · may be repeated."
)
@click.option("--union", multiple=True, type=_FILE, metavar="FILE", help="工会组织、会员，可重复 · may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="结果文件夹 · New, or an earlier result.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="截止日，默认最新参保月末 · Cut-off; by default the end of the newest insurance month.",
)
@click.option("--previous", type=click.Path(path_type=Path), metavar="DIR", help="沿用其编号 · Run whose ids live on.")
@click.option(
    "--decisions",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="填好的 review.csv，可重复；以前的决定自动沿用 · A filled-in one, may be repeated; earlier decisions live on.",
)
@click.option(
    "--synonyms", type=click.Path(path_type=Path), metavar="FILE", help="自己的列名对照 · Column titles, YAML."
)
@click.option(
    "--explain", is_flag=True, help="只说明怎样读懂每张表，不写结果 · Say how files are understood, and stop."
)
@click.option("--persons-xlsx", is_flag=True, help="另按县写出人员 · Also write people, by county.")
@click.option("--unmask", is_flag=True, help="证件号码和手机号不遮盖 · ID numbers and phones in clear.")
@click.option(
    "--truth", type=click.Path(path_type=Path), metavar="DIR", help="合成省份的 truth · Of a synthetic province."
)
@click.option("--json", "as_json_object", is_flag=True, help="以 JSON 输出 · The outcome as one JSON object.")
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    envvar="GUILDHALL_THREADS",
    metavar="N",
    help="线程数，默认全部核心；不影响结果 · Default: all cores; the result is the same.",
)
@click.option(
    "--memory",
    envvar="GUILDHALL_MEMORY",
    metavar="SIZE",
    help="内存上限，如 4GB，超出部分用磁盘 · Limit, such as 4GB; beyond it the disk is used.",
)
def build(
    civil_affairs: tuple[str, ...],
    market: tuple[str, ...],
    insurance: tuple[str, ...],
    union: tuple[str, ...],
    out: Path | None,
    as_of: datetime | None,
    previous: Path | None,
    decisions: tuple[Path, ...],
    synonyms: Path | None,
    explain: bool,
    persons_xlsx: bool,
    unmask: bool,
    truth: Path | None,
    as_json_object: bool,
    threads: int | None,
    memory: str | None,
) -> None:
    """把几本名单理成一张名册 · Make one roster of the registers: coverage, worklist, reasons.

    每个名单选项可以重复；表按列名识别。数据不出本机。 · Every register may be repeated; sheets are recognised by their
    columns. Nothing leaves this computer.
    """
    from guildhall.cli.console import Screen, Silence, refusals, show
    from guildhall.kernel.clocks import SystemClock
    from guildhall.linkage.contracts import Register, RosterRequest

    given = {
        Register.CIVIL_AFFAIRS: civil_affairs,
        Register.MARKET: market,
        Register.INSURANCE: insurance,
        Register.UNION: union,
    }
    with refusals(out):
        inputs = {register: files for register, files in given.items() if files}
        if out is None and not explain:
            raise UsageError(NO_OUT())
        from guildhall.linkage.readers import remembered_file
        from guildhall.linkage.run import build_roster
        from guildhall.linkage.run import explain as explain_files

        request = RosterRequest(
            inputs=inputs,
            out=out or Path(os.devnull),  # explaining writes nothing
            as_of=as_of.date() if as_of else None,
            previous=previous,
            decisions=decisions,
            synonyms=synonyms,
            titles=remembered_file(),
            unmask=unmask,
            persons_xlsx=persons_xlsx,
            truth=truth,
        )
        if explain:
            from guildhall.cli.explain import render_explanation

            with Screen() as screen:
                explained = explain_files(request, progress=screen)
            click.echo(render_explanation(explained, as_json=as_json_object))
            return
        clock = SystemClock()
        if as_json_object:
            finished = build_roster(request, clock=clock, progress=Silence(), threads=threads, memory_limit=memory)
            click.echo(json.dumps(finished.summary, ensure_ascii=False, indent=1))
            return
        with Screen() as screen:
            finished = build_roster(request, clock=clock, progress=screen, threads=threads, memory_limit=memory)
            for notice in finished.notices:
                screen.notice(notice)
        show(finished)


@roster.command("verify-file")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--key", required=True, metavar="KEY", help="发出方的公钥 · The sender's key (guildhall keys public).")
@click.option("--manifest", type=click.Path(path_type=Path), metavar="JSON", help="随文件的 .json · For a .csv.")
def verify_file(file: Path, key: str, manifest: Path | None) -> None:
    """核验发来的不一致清单 · Verify a file of disagreements: signed by whom, every line as it was sent.

    FILE：发来的 .zip、.xlsx，或另存的 .csv（加 --manifest）。 · The .zip or .xlsx, or a .csv with its manifest.
    """
    from guildhall.cli.console import refusals
    from guildhall.cli.verifying import verify

    with refusals():
        found = verify(file, key, manifest)
    click.echo(f"签名有效 · The signature holds: {found.register} {found.as_of}, {found.issued_at}")
    click.echo(
        f"{found.lines} 行与发出时相同 · lines as they were sent; {found.missing} 行不在文件里 · not in the file"
    )


@roster.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="OUT")
@click.argument("what", metavar="ID|FILE:ROW")
def why(folder: Path, what: str) -> None:
    """为什么算同一个 · Why rows stand together: how each row was linked, and the evidence that was weighed.

    给编号（o0000001、p0000001）或“文件:行号”，从标题行以下数起。 · Give an id, or a file with a row counted as in
    links.parquet.
    """
    from guildhall.cli.console import refusals
    from guildhall.linkage.results.why import why as reasons

    with refusals():
        for found in reasons(folder, what):
            click.echo(f"{found.entity_id} {found.name}")
            for row in found.rows:
                more = f" (+{row.count - 1})" if row.count > 1 else ""
                how = f"{row.how.zh} · {row.how.en}{_sure(row.probability)}"
                click.echo(f"  {row.source}:{row.first}{more} {row.role} · {how}")
            for pair in found.compared:
                click.echo(f"  {pair.count} × {pair.outcome.zh} · {pair.outcome.en}{_sure(pair.probability)}")
                for message in pair.evidence:
                    click.echo(f"    {message.zh}\n      {message.en}")


def _sure(probability: float | None) -> str:
    return "" if probability is None else f" · {100 * probability:.2f}%"
