"""The persons' step: from rows about people to persons."""

from __future__ import annotations

from datetime import date

from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Progress
from guildhall.linkage.engine.persons.candidates import find_candidates
from guildhall.linkage.engine.persons.choose import choose
from guildhall.linkage.engine.persons.evidence import record_exact_links, record_pairs
from guildhall.linkage.engine.persons.exact import link_exactly, tell_shared_numbers
from guildhall.linkage.engine.persons.golden import name_persons
from guildhall.linkage.engine.persons.outcomes import settle
from guildhall.linkage.engine.persons.records import make_records, read_people
from guildhall.linkage.engine.persons.score import score_candidates
from guildhall.linkage.engine.working import drop_working


def prepare_people(backend: Backend, *, as_of: date | None) -> None:
    """What no organisation is needed for: rows cleaned, and those of one number made one node.

    `as_of`: nobody is born after it; None: no such check.
    """
    read_people(backend, as_of=as_of)
    link_exactly(backend)


def link_persons(backend: Backend, *, as_of: date | None, first: int, progress: Progress) -> int:
    """Fill `person_records`, `person_entities` and `persons`; add to `pairs` and `decisions_applied`.

    After `prepare_people`. Reads `org_rows`, `org_entities`, `decisions` and, for ids that live on, `previous_ids`.
    `as_of`: whose rule on retained members holds; None: the newest. `first`: the number of the next new person; the one
    after this run is returned.
    """
    make_records(backend, progress=progress)
    tell_shared_numbers(backend, progress=progress)
    find_candidates(backend, progress=progress)
    _drop(backend, "p_weak_keys", "p_strong_keys", "p_blocks", "p_name_groups")
    model = score_candidates(backend)
    _drop(backend, "p_candidates", "p_compared", "p_values_to_compare", "p_rows_to_compare", "p_names", "p_sampled")
    choose(backend)
    settle(backend)
    record_pairs(backend, model)
    record_exact_links(backend)
    after = name_persons(backend, as_of=as_of, first=first)
    drop_working(backend, "p_")
    return after


def _drop(backend: Backend, *tables: str) -> None:
    for table in tables:
        backend.execute(f"DROP TABLE {table}")
