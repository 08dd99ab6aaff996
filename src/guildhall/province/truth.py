"""Writes what is true beside the files: links, errors, figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa

from guildhall.province.build_units import Units
from guildhall.province.scale import AS_OF, NEWEST_MONTH
from guildhall.province.sheets import Sheet
from guildhall.province.world import Alike, Organisation, Person, PersonState, Union, UnionKind

LINKS: Final = pa.schema(
    [
        ("source", pa.string()),
        ("source_row", pa.int64()),
        ("role", pa.string()),
        ("kind", pa.string()),
        ("entity_id", pa.string()),
        ("method", pa.string()),
        ("probability", pa.float64()),
    ]
)
ERRORS: Final = pa.schema(
    [
        ("source", pa.string()),
        ("source_row", pa.int64()),
        ("field", pa.string()),
        ("kind", pa.string()),
        ("original", pa.string()),
        ("written", pa.string()),
    ]
)
ALIKE: Final = pa.schema([("kind", pa.string()), ("left", pa.string()), ("right", pa.string())])


def links_of(sheet: Sheet, source: str, numbers: Sequence[int]) -> pa.Table:
    """Return the true links of a sheet's rows that a reader can accept, ordered by row and role."""
    people = sheet.shape in ("persons", "members")
    per_role = [
        (role, "person" if people and role == "subject" else "organisation", sheet.links[role])
        for role in sorted(sheet.roles)
    ]
    roles, kinds, rows, entities = [], [], [], []
    for at, number in enumerate(numbers):
        if at in sheet.unreadable:
            continue
        for role, kind, named in per_role:
            entity = named[at]
            if entity is not None:
                roles.append(role)
                kinds.append(kind)
                rows.append(number)
                entities.append(entity)
    count = len(rows)
    return pa.table([[source] * count, rows, roles, kinds, entities, ["truth"] * count, [1.0] * count], schema=LINKS)


def errors_of(sheet: Sheet, source: str, numbers: Sequence[int]) -> pa.Table:
    """Return what was spoiled in a sheet, ordered by row."""
    spoils = sorted(sheet.spoils, key=lambda s: s.row)
    return pa.table(
        [
            [source] * len(spoils),
            [numbers[s.row] for s in spoils],
            [s.field for s in spoils],
            [s.kind for s in spoils],
            [s.original for s in spoils],
            [s.written for s in spoils],
        ],
        schema=ERRORS,
    )


def alike_of(pairs: Sequence[Alike]) -> pa.Table:
    """Return the pairs that are easily taken for one, in the order of their making."""
    return pa.table([[p.kind for p in pairs], [p.left for p in pairs], [p.right for p in pairs]], schema=ALIKE)


def facts(units: Units, unions: Sequence[Union], people: Sequence[Person]) -> Counter[str]:
    """Return the true figures of a shard as counts that add up over shards; keys with `/` are by county."""
    figures: Counter[str] = Counter()
    social = [u for u in unions if u.social and not u.dissolved and u.seat.county]
    in_register = {o.id for o in units.registered}
    own = {u.seat.id for u in social if u.kind is UnionKind.SINGLE}
    joint = {o.id for u in social if u.kind is UnionKind.JOINT for o in u.covered}
    figures["registered"] = len(units.registered)
    figures["closed"] = len(units.closed)
    for organisation in units.social:
        if organisation.insured >= 25 and organisation.closed is None:
            _eligible(figures, organisation, own, joint)
    for union in social:
        if union.kind is not UnionKind.SINGLE or union.seat.id in in_register:
            figures[f"social_unions_{union.kind.value}"] += 1
    figures["joint_covered"] = len(joint)
    for union in unions:
        if not union.dissolved and not union.social:
            figures[f"enterprise_unions_{union.kind.value}"] += 1
    figures["enterprises"] = len(units.enterprises)
    figures["organisations"] = len(units.everything) + len(unions)
    for person in people:
        figures["persons"] += 1
        figures["insured"] += person.employer is not None
        figures["moved"] += person.state is PersonState.INSURED and person.former_employer is not None
        figures[person.state.value + "_persons"] += 1
        active = len({m.union.id for m in person.memberships if m.active})
        figures["members"] += active > 0
        figures["two_union_persons"] += active > 1
        figures["memberships"] += len(person.memberships)
    return figures


def spoiled(sheets: Iterable[Sheet]) -> Counter[str]:
    """Return rows by list (keys `rows:…`) and errors by kind (keys `errors:…`)."""
    counted: Counter[str] = Counter()
    for sheet in sheets:
        counted[f"rows:{sheet.stem}"] += len(sheet.rows)
        counted.update(f"errors:{spoil.kind}" for spoil in sheet.spoils)
    return counted


def _eligible(figures: Counter[str], organisation: Organisation, own: set[str], joint: set[str]) -> None:
    kinds = ["eligible"]
    if organisation.id in own:
        kinds += ["covered", "covered_by_own"]
    elif organisation.id in joint:
        kinds += ["covered", "covered_by_joint"]
    for kind in kinds:
        figures[kind] += 1
        figures[f"{kind}/{organisation.county}"] += 1


def write_facts(path: Path, seed: int, size: str, figures: Counter[str]) -> None:
    """Write facts.json: flat figures, then by county, rows by list, pairs alike and errors by kind."""
    ordered = sorted(figures.items())
    flat = {k: v for k, v in ordered if "/" not in k and ":" not in k}
    counties: dict[str, dict[str, int]] = {}
    for key, value in ordered:
        if "/" in key:
            kind, county = key.split("/")
            counties.setdefault(county, {"eligible": 0, "covered": 0})[kind] = value
    document = {
        "synthetic": True,
        "seed": seed,
        "size": size,
        "as_of": AS_OF,
        "newest_month": NEWEST_MONTH,
        "threshold": 25,
        **flat,
        "by_county": counties,
        "rows": {k.removeprefix("rows:"): v for k, v in ordered if k.startswith("rows:")},
        "alike": {k.removeprefix("alike:"): v for k, v in ordered if k.startswith("alike:")},
        "errors": {k.removeprefix("errors:"): v for k, v in ordered if k.startswith("errors:")},
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
