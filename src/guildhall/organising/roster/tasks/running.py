"""A run at work: registers unsealed, compared by the engine, its result sealed and its proposals written."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from guildhall.base.files.operations import store_file
from guildhall.base.places.queries import code_of, places_by_codes
from guildhall.base.places.rules.paths import contains
from guildhall.infra.bulk import write_rows
from guildhall.infra.ids import new_id
from guildhall.infra.jobs.running import Running
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import MessageKind
from guildhall.linkage.contracts import Kind, Register, RosterRequest
from guildhall.organising.roster.contracts import Covered, RunState
from guildhall.organising.roster.models import Change, Decision, Pair, Run, RunFile, RunRate, Unit
from guildhall.organising.roster.operations.deciding import close_decided_pairs
from guildhall.organising.roster.rules.retention import RESULT_FILE
from guildhall.organising.roster.rules.units import Stance, covered_by
from guildhall.organising.roster.tasks.disagreeing import write_disagreements
from guildhall.organising.roster.tasks.proposing import Proposal, Proposed, identified, people_inside, propose
from guildhall.organising.roster.tasks.result import Result
from guildhall.organising.roster.tasks.scratch import Reporting, scratch, synonyms_in, unpack
from guildhall.organising.unions.contracts import Relation, UnionKind

if TYPE_CHECKING:
    from guildhall.linkage.run import RunResult

COMPARING: Final = MessageKind("roster.comparing", "与现有记录对照", "Comparing with the records")
KEEPING: Final = MessageKind("roster.keeping", "加密保存结果", "Sealing the result")
#: Files of the result that nobody needs once its rows are in the database.
_PASSING: Final = frozenset({"disagreements.parquet", "pairs.jsonl", "run.json"})
_WEIGHTY: Final = "review.counts"


def run_engine(job: Running) -> None:
    """Compare a run's registers and leave its proposals to be decided and accepted."""
    # The engine is loaded by the process that runs it, and by no other: it takes longer than all else together.
    from guildhall.linkage.run import build_roster

    run = Run.objects.select_related("place").get(pk=UUID(job.payload["run"]))
    progress = Reporting(job)
    with scratch(job.id) as work:
        done = build_roster(_request(run, work), clock=job.clock, progress=progress)
        result = Result(work / "out")
        job.report(0, 0, COMPARING())
        on = done.as_of or job.clock.now().astimezone(CHINA).date()
        proposal = propose(result, run, on)
        counts = _counts(result, proposal, done)
        with job.finishing({"run": str(run.id)}):
            _keep_files(run, result.folder, job)
            write_changes(run, proposal, result)
            counts["review"] = _write_pairs(run, result, proposal)
            close_decided_pairs(run.pk)
            _write_rates(run, result, on)
            write_disagreements(run, result, proposal)
            Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value).update(
                state=RunState.PROPOSED.value, as_of=done.as_of, proposed_at=job.clock.now(), counts=counts,
                notices=[notice.as_dict() for notice in done.notices],
            )  # fmt: skip


def _request(run: Run, work: Path) -> RosterRequest:
    inputs: dict[Register, list[str]] = {}
    held = list(run.inputs.order_by("id"))
    for number, one in enumerate(held):
        # Each in a folder of its own: two offices may send files of one name.
        path = unpack(one.file_id, work / "in" / f"{number:02}" / one.name)
        inputs.setdefault(Register(one.register), []).append(str(path))
    decisions = work / "decisions.csv"
    with decisions.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("left_fingerprint", "right_fingerprint", "decision"))
        rows = Decision.objects.filter(undone_at=None).order_by("decided_at", "pk")
        writer.writerows(rows.values_list("left_fingerprint", "right_fingerprint", "verdict").iterator())
    return RosterRequest(
        inputs=inputs,
        out=work / "out",
        as_of=run.as_of,
        decisions=[decisions],
        synonyms=synonyms_in(work, [one.titles for one in held]),
        unmask=True,
        keep=True,
    )


def _counts(result: Result, proposal: Proposal, done: RunResult) -> dict[str, int]:
    known, _ = identified(result, Kind.PERSON)
    people = [person.entity for person in people_inside(result, proposal)]
    return {
        "organisations": len(proposal.organisations),
        "organisations_new": sum(1 for one in proposal.organisations if one.before is None),
        "organisations_changed": sum(1 for one in proposal.organisations if one.changed),
        "organisations_outside": proposal.outside,
        "codes_disputed": sum(1 for one in proposal.organisations if one.disputed),
        "unions": len(proposal.unions),
        "unions_new": sum(1 for one in proposal.unions if one.is_new),
        "people": len(people),
        "people_new": sum(1 for person in people if person not in known),
        "accepted_rows": sum(sheet.counts.accepted for sheet in done.sheets),
        "rejected_rows": sum(sheet.counts.rejected for sheet in done.sheets),
    }


def _keep_files(run: Run, folder: Path, job: Running) -> None:
    RunFile.objects.filter(run=run).delete()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in _PASSING):
        with path.open("rb") as content:
            file_id = store_file(RESULT_FILE, path.name, content, at=job.clock.now(), account_id=job.account_id)
        RunFile.objects.create(run=run, name=path.relative_to(folder).as_posix(), file_id=file_id)


def write_changes(run: Run, proposal: Proposal, result: Result, *, written: bool = False) -> None:
    """What the run changes in organisations. `written`: the records exist, so new ones are named by their id."""
    Change.objects.filter(run=run).delete()
    covered = coverage_found(result)
    units = dict(
        Unit.objects.filter(organisation__in=[one.record_id for one in proposal.organisations if one.before])
        .exclude(run=run)
        .values_list("organisation_id", "covered")
    )
    write_rows(
        Change,
        ("run", "organisation_id", "entity", "name", "place", "field", "before", "after"),
        (
            (
                run.pk,
                one.record_id if written or one.before else None,
                one.entity,
                one.facts.name,
                one.facts.place_id,
                name,
                before[:300],
                after[:300],
            )
            for one in proposal.organisations
            for name, before, after in changes_of(one, units.get(one.record_id), covered.get(one.entity, Covered.NONE))
        ),
    )


def changes_of(one: Proposed, was: str | None, now: Covered) -> Iterator[tuple[str, str, str]]:
    """(field, before, after) of one organisation; `was`: how it was covered, None where no run has counted it yet."""
    if one.before is None:
        yield "new", "", one.facts.name
    for name in one.changed:
        yield name, _text(getattr(one.before, name)), _text(getattr(one.facts, name))
    if one.others:
        yield "merged", "", str(len(one.others))
    if was is not None and was != now.value:
        yield ("uncovered" if now is Covered.NONE else "covered"), was, now.value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    count = getattr(value, "count", None)
    return f"{count} ({value.month})" if isinstance(count, int) else str(value)


def coverage_found(result: Result) -> Mapping[str, Covered]:
    """unit entity → how the run's unions cover it."""
    unions = result.unions()
    stances: dict[str, list[Stance]] = {}
    for union, unit, relation in result.union_units():
        said = unions.get(union)
        if said is not None:
            stance = Stance(Relation(relation), UnionKind(said.kind), said.active)
            stances.setdefault(unit, []).append(stance)
    return {unit: covered_by(held) for unit, held in stances.items()}


_PAIR: Final = (
    "id", "run", "kind", "place", "turn", "weighty", "left_fingerprint", "right_fingerprint", "left_entity",
    "right_entity", "probability", "evidence", "effect", "left", "right", "left_where", "right_where", "agree",
    "verdict",
)  # fmt: skip


def _write_pairs(run: Run, result: Result, proposal: Proposal) -> int:
    Pair.objects.filter(run=run).delete()
    pairs = list(result.pairs())
    asked = {(pair["kind"], pair[side]) for pair in pairs for side in ("left_fingerprint", "right_fingerprint")}
    entities = {
        (kind.value, fingerprint): entity
        for kind in Kind
        for fingerprint, entity in result.prints(kind)
        if (kind.value, fingerprint) in asked
    }
    wanted = set(entities.values())
    place_of: dict[str, UUID | None] = dict.fromkeys(proposal.records)  # unions lie where the run does
    place_of |= {one.entity: one.facts.place_id for one in proposal.organisations}
    for person in people_inside(result, proposal):
        if person.entity in wanted:
            place_of[person.entity] = place_of.get(person.employer)
    written = write_rows(Pair, _PAIR, _pair_rows(run, pairs, entities, place_of))
    close_decided_pairs(run.pk)
    return written


def _pair_rows(
    run: Run,
    pairs: list[dict[str, Any]],
    entities: Mapping[tuple[str, str], str],
    place_of: Mapping[str, UUID | None],
) -> Iterator[tuple[object, ...]]:
    for turn, pair in enumerate(pairs, start=1):
        left = entities.get((pair["kind"], pair["left_fingerprint"]), "")
        right = entities.get((pair["kind"], pair["right_fingerprint"]), "")
        if left not in place_of and right not in place_of:
            continue  # of another place: for its own officers, by their own run
        place = place_of.get(left) or place_of.get(right) or run.place_id
        # Ordered, as decisions are.
        first, second = ("left", "right") if pair["left_fingerprint"] < pair["right_fingerprint"] else ("right", "left")
        by_side = {"left": left, "right": right}
        yield (
            new_id(), run.pk, pair["kind"], place, turn, pair["effect"]["code"] == _WEIGHTY,
            pair[f"{first}_fingerprint"], pair[f"{second}_fingerprint"], by_side[first], by_side[second],
            pair["probability"], pair["evidence"], pair["effect"], pair[first], pair[second],
            _where(pair[f"{first}_where"]), _where(pair[f"{second}_where"]), pair["agree"], "",
        )  # fmt: skip


def _where(place: list[Any]) -> str:
    """File and row, without the folder that the job worked in."""
    source, row = place
    return f"{str(source).rsplit('/', 1)[-1]}:{row}"[-240:] if source else ""


def _write_rates(run: Run, result: Result, on: date) -> None:
    RunRate.objects.filter(run=run).delete()
    rates = result.automatic()
    own = code_of(run.place_id, on=on)
    places = places_by_codes({rate["place"] for rate in rates if rate["place"].isdigit()}, on=on)
    rows: dict[tuple[str, UUID], tuple[int, int]] = {}
    for rate in rates:
        # Units whose place no register knows count at the run's own, as their records do.
        held = run.place if rate["place"] in (own, "") else places.get(rate["place"])
        if held is not None and contains(run.place.path, held.path):
            above, below = rows.get((rate["indicator"], held.id), (0, 0))
            rows[rate["indicator"], held.id] = (above + rate["numerator"], below + rate["denominator"])
    write_rows(
        RunRate,
        ("run", "indicator", "place", "numerator", "denominator"),
        ((run.pk, indicator, place, *counts) for (indicator, place), counts in rows.items()),
    )
