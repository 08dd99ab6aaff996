"""How an employer stands to having a union, by the same thresholds as the rates. Pure."""

from __future__ import annotations

from datetime import date

from guildhall.kernel.parameters import PROXY_INSURED
from guildhall.organising.unions.contracts.companies import Standing


def standing(
    *, has_union: bool, insured: int | None, closed_on: date | None, on: date, place_code: str = ""
) -> Standing:
    """Has one, must form one (enough insured, the proxy for Trade Union Law art. 11), could form or join one."""
    if closed_on is not None and closed_on <= on:
        return Standing.CLOSED
    if has_union:
        return Standing.HAS
    if insured is None:
        return Standing.UNKNOWN
    return Standing.MUST if insured >= PROXY_INSURED.at(on, place_code) else Standing.COULD
