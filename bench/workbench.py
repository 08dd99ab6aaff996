"""`python -m bench.workbench ORGANISATIONS PEOPLE RUNS`: fill PostgreSQL and ask the officers' pages; figures as JSON.

Rows are made by the database itself, many at once: ids in order, without the checks of foreign keys, and indexes but
for the unique ones built when all are there. What is measured is reading them. Nobody and nothing in them exists.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # after set-up
from django.db import connection, transaction  # noqa: E402  # after set-up
from django.test import Client  # noqa: E402  # after set-up
from django.test.utils import CaptureQueriesContext  # noqa: E402  # after set-up

from guildhall.base.accounts.models import Account, Grant  # noqa: E402  # after set-up
from guildhall.base.places.operations import load_places  # noqa: E402  # after set-up
from guildhall.base.places.rules.shipped import shipped_id  # noqa: E402  # after set-up
from guildhall.infra.ids import new_id  # noqa: E402  # after set-up
from guildhall.kernel.actor import Role, ScopeKind  # noqa: E402  # after set-up
from guildhall.kernel.clocks import CHINA  # noqa: E402  # after set-up
from guildhall.organising.roster.contracts import RunState  # noqa: E402  # after set-up
from guildhall.organising.roster.models import Run, RunRate, WorkItem  # noqa: E402  # after set-up

AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
COUNTIES = ("330203", "330205", "330206")
#: One in four counts; half of the forms are enterprises. Spread evenly over all townships.
_ORGANISATIONS = """
INSERT INTO organisations_organisation (
    id, canonical_id, kind, name, name_key, credit_code, place_id, industry, address, legal_representative, phone,
    insured_count, insured_month, insured_source, closed_on, provenance, created_at
)
SELECT {organisation}, NULL,
       (ARRAY['social_service', 'enterprise', 'association', 'enterprise', 'foundation'])[1 + n %% 5],
       '甲' || n || '单位', '甲' || n || '单位', '', places.ids[1 + (n::bigint * 7919) %% cardinality(places.ids)],
       substr('ABCDEFGHIJKLMNOPQRS', 1 + n %% 19, 1), '', '', '',
       CASE WHEN n %% 4 = 0 THEN 25 + n %% 300 ELSE n %% 25 END, '2023-01', 'insurance', NULL, '{{}}', %(at)s
FROM generate_series(1, %(count)s) n,
     (SELECT array_agg(id ORDER BY path) ids FROM places_place WHERE kind = 'township') places
"""
_UNITS = """
INSERT INTO roster_unit (
    organisation_id, place_id, kind, industry, insured, counts, covered, run_id, earlier_month, earlier_insured,
    registered_on, said_closed, is_open, registered
)
SELECT id, place_id, kind, industry, insured_count, insured_count >= 25,
       (ARRAY['own', 'none', 'joint', 'own'])[1 + (hashtext(name) & 3)], %(run)s, '', NULL, NULL, false, true,
       kind <> 'enterprise'
FROM organisations_organisation
"""
_WORK = """
INSERT INTO roster_work_item (
    id, organisation_id, place_id, kind, industry, insured, points, reasons, listed, state, assigned_id, assigned_by,
    assigned_at, last_outcome, last_visit_on
)
SELECT gen_random_uuid(), organisation_id, place_id, kind, industry, insured, insured,
       '[["work.no_union", {"insured": 30}], ["work.joint_nearby", {"unions": 2}]]',
       true, CASE WHEN handed THEN 'assigned' ELSE 'open' END, CASE WHEN handed THEN place_id END, NULL,
       CASE WHEN handed THEN %(at)s::timestamptz END, '', NULL
FROM (SELECT *, insured %% 3 = 0 AS handed FROM roster_unit WHERE counts AND covered = 'none') listed
"""
_RATES = """
INSERT INTO roster_run_rate (run_id, place_id, indicator, numerator, denominator)
SELECT %(run)s, p.id, i, 10, 20 FROM places_place p, unnest(ARRAY['social_org_coverage_25', 'enterprise_coverage_25',
       'unit_coverage_25', 'union_establishment_25', 'unit_coverage']) i
"""
_PEOPLE = """
INSERT INTO people_person (id, canonical_id, name, name_key, sex, birth_date, key, created_at, erased_at)
SELECT {person}, NULL, '甲' || n %% 9973, '甲' || n %% 9973, '0', NULL, '\\x00', %(at)s, NULL
FROM generate_series(1, %(count)s) n
"""
_INSURED = """
INSERT INTO roster_insured (person_id, organisation_id, month, digest)
SELECT {person}, {organisation_of_person}, '2023-01', '\\x00' FROM generate_series(1, %(people)s) n
"""
#: Ids that grow with their number, as the product's own do with time.
_IDS = {
    "organisation": "('01860000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid",
    "person": "('01870000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid",
    "organisation_of_person": "('01860000-0000-7000-8000-' || lpad(to_hex(1 + n %% %(count)s), 12, '0'))::uuid",
}
_LARGE = ("organisations_organisation", "people_person", "roster_insured", "roster_unit", "roster_work_item")
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%(tables)s::regclass[]) AND NOT i.indisunique
"""


def fill(organisations: int, people: int) -> None:
    """One run of the province with all that hangs on it."""
    load_places(at=AT)
    runs = [
        Run(
            id=new_id(), place_id=shipped_id("330000"), title=f"第{n}次", state=RunState.ACCEPTED.value,
            as_of=date(2023, 1, 31), created_by=new_id(), created_at=AT, accepted_at=AT,
        )
        for n in range(12)
    ]  # fmt: skip
    Run.objects.bulk_create(runs)
    run = runs[-1]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # every row names one made here
        cursor.execute(_INDEXES, {"tables": list(_LARGE)})
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(_ORGANISATIONS.format(**_IDS), {"at": AT, "count": organisations})
        cursor.execute(_UNITS, {"run": run.id})
        cursor.execute(_WORK, {"at": AT})
        for one in runs:
            cursor.execute(_RATES, {"run": one.id})
        cursor.execute(_PEOPLE.format(**_IDS), {"at": AT, "count": people})
        cursor.execute(_INSURED.format(**_IDS), {"count": organisations, "people": people})
        for _, definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def browser(name: str, grants: list[tuple[Role, str]]) -> Client:
    """Signed in as an account with those grants."""
    account = Account.objects.create(username=name, display_name=name, must_use_code=False, created_at=AT)
    for role, code in grants:
        Grant.objects.create(
            account_id=account.id, role=role.value, scope_kind=ScopeKind.PLACE.value, scope_id=shipped_id(code),
            starts_on=date(2023, 1, 1),
        )  # fmt: skip
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def asked(client: Client, address: str, runs: int) -> dict[str, float]:
    """Milliseconds of a request as the product's process spends them, and how many queries it makes."""

    def get() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")

    for _ in range(3):
        get()
    with CaptureQueriesContext(connection) as captured:
        get()
    queries = len(captured)
    times = sorted(timed(get) for _ in range(runs))
    return {
        "median": statistics.median(times) * 1000,
        "p95": times[max(0, -(-len(times) * 95 // 100) - 1)] * 1000,
        "queries": queries,
    }


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    organisations, people, runs = map(int, sys.argv[1:])
    call_command("migrate", verbosity=0)
    filled = timed(lambda: fill(organisations, people))
    officer = browser("three", [(Role.OFFICER, code) for code in COUNTIES])
    county = browser("county", [(role, COUNTIES[0]) for role in (Role.OFFICER, Role.LEADER, Role.REVIEWER)])
    leader = browser("leader", [(Role.LEADER, "330000")])
    one = WorkItem.objects.filter(place__path__startswith="0001").order_by("-points", "pk")[20]
    pages: list[tuple[str, Client, str]] = [
        ("coverage, three grants in three counties", officer, "/roster/coverage"),
        ("coverage of a county, three grants in it", county, "/roster/coverage"),
        ("coverage of all kinds, the same", county, "/roster/coverage?kind=all"),
        ("worklist, three counties", officer, "/roster/work"),
        ("worklist of a county, three grants in it", county, "/roster/work"),
        ("worklist by reason, three counties", officer, "/roster/work?reason=work.joint_nearby"),
        ("worklist, nobody has it, three counties", officer, "/roster/work?assigned=0"),
        ("organisations behind a number, three counties", officer, "/roster/organisations?counts=1"),
        ("coverage of the province", leader, "/roster/coverage"),
        ("worklist of the province", leader, "/roster/work"),
        ("worklist of the province, further on", leader, f"/roster/work?after={one.points}_{one.id}"),
    ]
    found: dict[str, Any] = {name: asked(client, address, runs) for name, client, address in pages}
    rows = {"units counted": _count("roster_unit WHERE counts"), "work": WorkItem.objects.count()}
    load = os.getloadavg()[0]
    sys.stdout.write(
        json.dumps({"filled": filled, "pages": found, "rows": rows, "rates": RunRate.objects.count(), "load": load})
        + "\n"
    )


def _count(what: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {what}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    main()
