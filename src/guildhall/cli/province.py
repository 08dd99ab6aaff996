"""`guildhall province`: make a synthetic province to try things on."""

from __future__ import annotations

from pathlib import Path

import click

from guildhall.kernel.errors import ExitCode, MessageKind

DEFAULT_SEED = 20230225
NOT_WRITABLE = MessageKind(
    "cli.province_not_writable",
    "不能写到“{path}”：{reason}。请换一个有写权限、有空间的地方。",
    "Cannot write to “{path}”: {reason}. Choose a place with permission and room.",
)


@click.group()
def province() -> None:
    """合成省份 · A synthetic province: registers with known truth, no real person or organisation."""


@province.command()
@click.option("--size", type=click.Choice(["demo", "1m", "10m"]), default="demo", show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=DEFAULT_SEED, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="新文件夹 · A new folder.")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["mixed", "parquet", "csv", "xlsx"]),
    help="mixed 照各单位报送的样子，demo 的默认；其余默认 parquet · mixed: as offices send them, the default of demo; "
    "parquet: the default of 1m and 10m.",
)
def make(size: str, seed: int, out: Path, file_format: str | None) -> None:
    """生成名单、工会名册和答案 · Make the registers, the union roster and the truth behind them."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from guildhall.kernel.errors import GuildhallError
    from guildhall.province.make import make_province
    from guildhall.province.scale import SCALES

    scale = SCALES[size]
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task("合成省份 · making the province", total=scale.shards)
            chosen = file_format or ("mixed" if scale.shards == 1 else "parquet")
            make_province(scale, seed, out, chosen, lambda done: progress.advance(bar, done))
    except GuildhallError as refusal:
        for message in refusal.messages:
            click.echo(f"{message.zh}\n{message.en}", err=True)
        raise SystemExit(refusal.exit_code) from refusal
    except OSError as error:
        said = NOT_WRITABLE(path=str(out), reason=error.strerror or str(error))
        click.echo(f"{said.zh}\n{said.en}", err=True)
        raise SystemExit(ExitCode.USAGE) from error
    click.echo(f"已写入 {out} · written to {out}")
