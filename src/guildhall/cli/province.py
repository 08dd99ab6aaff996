"""`guildhall province`: make a synthetic province to try things on."""

from __future__ import annotations

from pathlib import Path

import click

DEFAULT_SEED = 20230225


@click.group()
def province() -> None:
    """合成省份 · A synthetic province: registers with known truth, no real person or organisation."""


@province.command()
@click.option("--size", type=click.Choice(["demo", "1m", "10m"]), default="demo", show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=DEFAULT_SEED, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="New folder.")
@click.option("--format", "file_format", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True)
def make(size: str, seed: int, out: Path, file_format: str) -> None:
    """Make the registers, the union roster and the truth behind them."""
    from guildhall.kernel.errors import GuildhallError
    from guildhall.province.make import make_province
    from guildhall.province.scale import SCALES

    try:
        make_province(SCALES[size], seed, out, file_format)
    except GuildhallError as refusal:
        for message in refusal.messages:
            click.echo(f"{message.zh}\n{message.en}", err=True)
        raise SystemExit(refusal.exit_code) from refusal
