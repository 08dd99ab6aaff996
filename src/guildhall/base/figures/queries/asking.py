"""With what modules write the `compute` and `rows` of their indicators."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Count, Model, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Substr

from guildhall.base.figures.contracts import Cell, FigureRequest, FigureRow, RowPage
from guildhall.base.places.queries import narrowed
from guildhall.base.places.rules.paths import WIDTH, is_root

M = TypeVar("M", bound=Model)


def in_places(request: FigureRequest, column: str = "place__path") -> Q:
    """Rows in the places of a request: one query for the ids of their places, so that the database begins with these.

    `column`: the path of a row's place. What has no place counts at the uppermost one, lest it be lost.
    """
    condition = narrowed(request.paths, column.removesuffix("__path"))
    if any(is_root(path) for path in request.paths):
        condition |= Q(**{f"{column}__isnull": True})
    return condition


def tally(
    rows: QuerySet[Any], request: FigureRequest, *, column: str = "place__path", numerator: Q | None = None,
    amount: str = "",
) -> Mapping[str, Cell]:  # fmt: skip
    """The `compute` of an indicator over rows that each have one place: one grouped query, and that of `in_places`.

    `numerator`: which of the rows a rate counts above the line; None: the indicator is no rate. `amount`: the column
    that a sum adds up. `rows` may be narrowed already; each stands once.
    """
    cut = Substr(column, 1, request.depth * WIDTH)
    upper = next((path for path in request.paths if is_root(path)), None)
    place = Coalesce(cut, Value(upper)) if upper else cut
    counted = Coalesce(Sum(amount), 0) if amount else Count("pk")
    values: dict[str, Any] = {"figure_counted": counted}
    if numerator is not None:
        values["figure_above"] = Count("pk", filter=numerator)
    groups = rows.filter(in_places(request, column)).order_by().values(figure_place=place).annotate(**values)
    if numerator is None:
        return {row["figure_place"]: Cell(int(row["figure_counted"])) for row in groups}
    return {row["figure_place"]: Cell(row["figure_above"], row["figure_counted"]) for row in groups}


def page_of(
    counted: QuerySet[Any], visible: QuerySet[M], show: Callable[[Sequence[M]], Sequence[FigureRow]], start: int,
    most: int,
) -> RowPage:  # fmt: skip
    """The `rows` of an indicator: `counted` are all, `visible` those of them that the reader may see, in order.

    Three queries and those of `show`, which gets the rows of the page.
    """
    total, seen = counted.order_by().count(), visible.order_by().count()
    rows = list(visible[start : start + most])
    return RowPage(tuple(show(rows)), seen, max(total - seen, 0))
