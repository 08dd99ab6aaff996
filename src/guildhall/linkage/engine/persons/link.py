"""The persons' step: from rows about people to persons."""

from __future__ import annotations

from datetime import date

from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Progress
from guildhall.linkage.engine.persons.candidates import find_candidates
from guildhall.linkage.engine.persons.choose import choose
from guildhall.linkage.engine.persons.evidence import record_exact_links, record_pairs
from guildhall.linkage.engine.persons.exact import link_exactly
from guildhall.linkage.engine.persons.golden import name_persons
from guildhall.linkage.engine.persons.outcomes import settle
from guildhall.linkage.engine.persons.records import make_records
from guildhall.linkage.engine.persons.score import score_candidates
from guildhall.linkage.engine.working import drop_working


def link_persons(backend: Backend, *, as_of: date | None, first: int, progress: Progress) -> int:
    """Fill `person_records`, `person_entities` and `persons`; add to `pairs` and `decisions_applied`.

    After `prepare_people`. Reads `rows_persons`, `rows_members`, `org_rows`, `org_entities`, `decisions` and, for ids
    that live on, `previous_ids`. `as_of`: nobody is born after it; None: no such check. `first`: the number of the next
    new person; the one after this run is returned.
    """
    make_records(backend, as_of=as_of, progress=progress)
    _drop(backend, "p_shared_phones", "p_status")
    link_exactly(backend, progress=progress)
    _drop(backend, "p_ids", "p_id_names", "p_name_pairs", "p_owned", "p_name_links")
    find_candidates(backend, progress=progress)
    _drop(backend, "p_weak_keys", "p_strong_keys", "p_blocks", "p_name_groups")
    model = score_candidates(backend)
    _drop(backend, "p_candidates", "p_compared", "p_values_to_compare", "p_rows_to_compare", "p_names", "p_sampled")
    choose(backend)
    settle(backend)
    record_pairs(backend, model)
    record_exact_links(backend)
    after = name_persons(backend, as_of=as_of, first=first)
    backend.execute("DROP VIEW IF EXISTS p_rows")
    drop_working(backend, "p_")
    return after


def _drop(backend: Backend, *tables: str) -> None:
    for table in tables:
        backend.execute(f"DROP TABLE {table}")
