"""Values and template to one self-contained page: no script, no outside resource, style allowed by its hash alone."""

from __future__ import annotations

import base64
import hashlib
from difflib import SequenceMatcher

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from guildhall.linkage.results.report.charts import STEPS, csv_link, rate_bars, size_bars, size_label, tile_map
from guildhall.linkage.results.report.contracts import Bilingual, CardLine, RateRow, ReportData


def _both(text: Bilingual) -> Markup:
    return Markup('<span lang="zh-CN">{}</span><span lang="en">{}</span>').format(text.zh, text.en)


def _pair(zh: str, en: str) -> Markup:
    return _both(Bilingual(zh, en))


def _thousands(value: int) -> str:
    return f"{value:,}"


def _marked(line: CardLine) -> tuple[Markup, Markup]:
    """Both values of a card's line; where they are near or differ, what the other side has not is marked."""
    if line.verdict not in ("close", "differ"):
        return escape(line.left), escape(line.right)
    left, right = Markup(), Markup()
    for what, i, j, k, m in SequenceMatcher(None, line.left, line.right, autojunk=False).get_opcodes():
        kind = Markup("{}") if what == "equal" else Markup("<mark>{}</mark>")
        left += kind.format(line.left[i:j]) if j > i else ""
        right += kind.format(line.right[k:m]) if m > k else ""
    return left, right


def _rate_rows(rows: tuple[RateRow, ...]) -> list[tuple[str, str, int, int, str]]:
    return [(row.code, row.name.zh, row.rate.numerator, row.rate.denominator, row.rate.text) for row in rows]


def render_report(data: ReportData) -> str:
    """The whole page as text (UTF-8). Equal data give an equal page."""
    package = "guildhall.linkage.results.report"
    environment = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,  # names come from files
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = environment.get_template("report.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    environment.filters["both"] = _both
    environment.filters["n"] = _thousands
    environment.filters["marked"] = _marked
    environment.globals.update(t=_pair, words=Bilingual)
    rate_header = ("code", "名称", "分子", "分母", "率")
    return environment.get_template("report.html.j2").render(
        data=data,
        style_hash=digest,
        tiles=tile_map(data.counties),
        steps=[round(100 * step) for step in STEPS],
        bars=size_bars(data.sizes),
        kind_bars=rate_bars(data.kinds),
        industry_bars=rate_bars(data.industries),
        county_bars=rate_bars(data.counties),
        county_csv=csv_link(rate_header, _rate_rows(data.counties)),
        kind_csv=csv_link(rate_header, _rate_rows(data.kinds)),
        industry_csv=csv_link(rate_header, _rate_rows(data.industries)),
        size_csv=csv_link(
            ("参保人数", "已覆盖", "未覆盖"),
            [(size_label(size), size.covered, size.uncovered) for size in data.sizes],
        ),
    )
