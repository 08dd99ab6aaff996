"""The engine's one entry: staged sheets in, linked and named entities in the tables of `linkage.tables` out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.parameters import CUT_OFF
from guildhall.linkage.backends import Backend
from guildhall.linkage.beside import Beside
from guildhall.linkage.contracts import Kind, Progress, StagedSheet
from guildhall.linkage.engine import limits as organisation_limits
from guildhall.linkage.engine.decisions import DecisionFile, read_decisions, store_decisions
from guildhall.linkage.engine.entity_ids import load_previous
from guildhall.linkage.engine.load import load_sheets
from guildhall.linkage.engine.organisations.link import link_organisations
from guildhall.linkage.engine.persons import limits as person_limits
from guildhall.linkage.engine.persons.link import link_persons, prepare_people

LOADING = MessageKind("engine.loading", "载入名单", "Loading the lists")
ORGANISATIONS = MessageKind("engine.organisations", "比对单位和工会", "Linking organisations")
DECISIONS_UNKNOWN = MessageKind(
    "engine.decisions_unknown",
    "有{decisions}条决定说的记录不在这次的名单里；决定保留着，记录再出现时照用。",
    "{decisions|decision speaks|decisions speak} of records that these lists do not hold; {decisions?it stays "
    "and applies|they stay and apply} when the records return.",
)
DECISIONS_OVERRULED = MessageKind(
    "engine.decisions_overruled",
    "有{decisions}条“同一”的决定被别的决定挡住，没有生效；请核对决定文件。",
    "{decisions|decision|decisions} “same” {decisions?is|are} blocked by other decisions and had no effect; "
    "check the file of decisions.",
)
DECISIONS_NEVER = MessageKind(
    "engine.decisions_never",
    "有{decisions}条“同一”的决定把单位和工会、或单位和个人说成一个，没有生效：这几类从不合并。请填“撤销”。",
    "{decisions|decision|decisions} “same” {decisions?calls|call} a unit and a union, or an organisation and a "
    "person, one; these are never "
    "joined, so they had no effect. Write undo.",
)
PERSONS = MessageKind("engine.persons", "比对人员", "Linking people")


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What is not in the tables. `next_ids` goes into manifest.json as `next_ids`, for the run after this one.

    `as_of`: the date asked for, else the end of the newest insurance month, else None.
    """

    as_of: date | None
    next_ids: Mapping[str, int]
    parameters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def link(
    backend: Backend,
    sheets: Sequence[StagedSheet],
    *,
    decisions: Sequence[Path | DecisionFile],
    previous: Path | None,
    as_of: date | None,
    progress: Progress,
    organisations_linked: Callable[[date | None], None] = lambda _: None,
) -> EngineResult:
    """Fill all tables of `linkage.tables`.

    `decisions`: text files; of two about one pair the later counts. `previous`: an earlier result whose entity ids
    live on. `organisations_linked` is called, with the result's date, once their tables are whole and before people
    are linked. Raises UnreadableInput where either cannot be read, Refused where a guard or contradicting decisions
    forbid to go on.
    """
    decided = read_decisions(*decisions)
    with progress.task(LOADING()):
        load_sheets(backend, sheets)
        store_decisions(backend, decided)
        next_ids = load_previous(backend, previous)
    on = as_of or CUT_OFFS[CUT_OFF.at(date.max)](backend)
    with Beside(backend) as beside:
        prepared = beside.begin(lambda connection: prepare_people(connection, as_of=on))
        with progress.task(ORGANISATIONS()):
            organisations = link_organisations(
                backend, as_of=on, first=next_ids.of(Kind.ORGANISATION), progress=progress
            )
        organisations_linked(on)
        with progress.task(PERSONS()):
            prepared.result()
            persons = link_persons(backend, as_of=on, first=next_ids.of(Kind.PERSON), progress=progress)
    for applied in _decisions_without_effect(backend):
        progress.notice(applied)
    return EngineResult(
        as_of=on,
        parameters=MappingProxyType(_stated_limits()),
        next_ids=MappingProxyType({Kind.ORGANISATION.value: organisations, Kind.PERSON.value: persons}),
    )


def newest_month_end(backend: Backend) -> date | None:
    """The last day of the newest month in the insurance lists; None where there is no month."""
    found = backend.value(
        """
        SELECT last_day(CAST(max(month) || '-01' AS DATE)) FROM (
            SELECT max(month) AS month FROM rows_units WHERE register = 'insurance'
            UNION ALL SELECT max(month) FROM rows_persons
        )
        """
    )
    return found if isinstance(found, date) else None


#: How each value of the parameter is found.
CUT_OFFS: Final[Mapping[str, Callable[[Backend], date | None]]] = MappingProxyType(
    {"end_of_newest_insurance_month": newest_month_end}
)


def _decisions_without_effect(backend: Backend) -> list[Message]:
    """Decisions on records that these lists do not hold, and decisions that others overrule: said, never dropped."""
    if not backend.value("SELECT count(*) FROM decisions"):
        return []
    [(unknown, across)] = backend.rows(
        """
        WITH known AS (SELECT fingerprint FROM org_mentions UNION SELECT fingerprint FROM person_records),
        open AS (
            SELECT d.verdict, l.fingerprint IS NOT NULL AND r.fingerprint IS NOT NULL AS both_known
            FROM decisions d ANTI JOIN decisions_applied USING (left_fingerprint, right_fingerprint)
            LEFT JOIN known l ON l.fingerprint = left_fingerprint LEFT JOIN known r ON r.fingerprint = right_fingerprint
        )
        SELECT count(*) FILTER (NOT both_known), count(*) FILTER (both_known AND verdict = 'same') FROM open
        """
    )
    effects = dict(backend.rows("SELECT effect, count(*) FROM decisions_applied GROUP BY effect"))
    found = [
        (DECISIONS_UNKNOWN, unknown),
        (DECISIONS_OVERRULED, effects.get("contradicts", 0)),
        (DECISIONS_NEVER, across + effects.get("never", 0)),
    ]
    return [kind(decisions=int(count)) for kind, count in found if count]


def _stated_limits() -> dict[str, object]:
    """Every limit and threshold of the engine by name, for the manifest."""
    return {
        f"{step}.{name.lower()}": value
        for step, module in (("organisations", organisation_limits), ("persons", person_limits))
        for name, value in sorted(vars(module).items())
        if name.isupper()
    }
