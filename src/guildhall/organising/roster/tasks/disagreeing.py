"""Disagreements of a run, from its result into the tables; and the records that they are about, once there are any."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, Subquery

from guildhall.infra.bulk import write_rows
from guildhall.infra.ids import new_id
from guildhall.organising.roster.contracts import LineState
from guildhall.organising.roster.models import Disagreement, Identity, Run
from guildhall.organising.roster.operations.answering import meet_answers
from guildhall.organising.roster.rules.lines import content_print, subject_print
from guildhall.organising.roster.tasks.proposing import Proposal
from guildhall.organising.roster.tasks.result import Result

_COLUMNS: Final = (
    "id", "run", "number", "register", "kind", "place", "entity_kind", "entity", "fingerprint", "who", "field", "own",
    "file", "row", "other", "other_register", "other_file", "other_row", "params", "subject", "content", "state",
    "answer",
)  # fmt: skip


def write_disagreements(run: Run, result: Result, proposal: Proposal) -> None:
    """Write what a run found, each met with what the registers answered before."""
    Disagreement.objects.filter(run=run).delete()
    found = list(result.disagreements())
    place_of = {one.entity: one.facts.place_id for one in proposal.organisations}
    wanted = {one["entity_id"] for one in found}
    employers = {person.entity: person.employer for person in result.people() if person.entity in wanted}
    write_rows(Disagreement, _COLUMNS, _rows(run, found, place_of, employers))
    name_records(run.pk)


def name_records(run_id: UUID) -> None:
    """Say of a run's disagreements which records they are about, and meet them with earlier answers to these."""
    lines = Disagreement.objects.filter(run=run_id)
    record = Identity.objects.filter(kind=OuterRef("entity_kind"), fingerprint=OuterRef("fingerprint"))
    lines.update(record_id=Subquery(record.values("record_id")[:1]))
    meet_answers(run_id)


def _rows(
    run: Run, found: list[dict[str, Any]], place_of: Mapping[str, UUID | None], employers: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    for number, one in enumerate(found, start=1):
        entity, own, other = one["entity_id"], one["own"] or "", one["other"] or ""
        fingerprint = one["fingerprint"] or ""
        place = place_of.get(entity) or place_of.get(employers.get(entity, "")) or run.place_id
        yield (
            new_id(), run.pk, number, one["register"], one["kind"], place, one["entity_kind"], entity, fingerprint,
            (one["who"] or "")[:200], one["field"], own[:300], _file(one["source"]), one["sheet_row"], other[:300],
            one["other_register"] or "", _file(one["other_source"]), one["other_row"], json.loads(one["params"]),
            # Without a row to go by, what it is about is told by its name.
            subject_print(one["register"], one["kind"], fingerprint or one["who"] or ""),
            content_print(one["register"], one["kind"], own[:300], other[:300]), LineState.OPEN.value, "",
        )  # fmt: skip


def _file(source: str | None) -> str:
    """A file without the folder that the job worked in."""
    return (source or "").rsplit("/", 1)[-1][-240:]
