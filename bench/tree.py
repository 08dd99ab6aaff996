"""`python -m bench.tree UNIONS RUNS`: fill PostgreSQL with a province's unions, ask their pages; figures as JSON.

Rows of employers' unions are made by the database itself, the tree above them by the operations. None of them exists.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench.workbench import AT, COUNTIES, asked, browser, timed  # sets Django up
from guildhall.base.places.operations import load_places
from guildhall.base.places.queries import root
from guildhall.base.places.rules.shipped import shipped_id
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Grant, Role, Scope, ScopeKind
from guildhall.kernel.clocks import SystemClock
from guildhall.organising.unions.demo import fill_territory
from guildhall.organising.unions.models import Union
from guildhall.organising.unions.operations.placing import place_unions

#: Requests of which the processor's time is taken.
_PROCESSOR = 20
#: Of all unions, one in so many lies in one county itself: a branch too long for a page.
_LONG = 15
_UNIONS = """
INSERT INTO unions_union (id, name, name_key, kind, code, place_id, active, created_at)
SELECT gen_random_uuid(), '甲' || n || '工会', '甲' || n || '工会',
       (ARRAY['single', 'single', 'joint'])[1 + n %% 3], '',
       CASE WHEN n %% %(long)s = 0 THEN %(county)s
            ELSE places.ids[1 + (n::bigint * 7919) %% cardinality(places.ids)] END,
       true, %(at)s
FROM generate_series(1, %(count)s) n,
     (SELECT array_agg(id ORDER BY path) ids FROM places_place WHERE kind = 'township') places
"""
_TERMS = """
INSERT INTO unions_term (id, union_id, elected_on, years, due_on, expires_on, delay_basis, basis, told)
SELECT gen_random_uuid(), id, due - interval '3 years', 3, due, due, '', '', 0
FROM (SELECT id, %(today)s::date - 400 + abs(hashtext(name)) %% 1500 AS due FROM unions_union) unions
"""
_STATISTICS = "ANALYZE"


def fill(unions: int) -> float:
    """The places, the unions above, so many below; returns how many seconds the placing took."""
    load_places(at=AT)
    top = root()
    officer = Actor(new_id(), (Grant(Role.OFFICER, Scope(ScopeKind.PLACE, top.id, top.path)),), AT.date())
    fill_territory(officer, at=AT)
    with connection.cursor() as cursor:
        county = shipped_id(COUNTIES[0])
        cursor.execute(_UNIONS, {"count": unions, "at": AT, "long": _LONG, "county": county})
    took = timed(lambda: place_unions(officer, at=AT))
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, {"today": SystemClock().today()})
        cursor.execute(_STATISTICS)
    return took


def processor(client: Client, address: str) -> float:
    """Milliseconds of the processor that a request takes, here and in the server, whoever else is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    own, server = time.process_time(), _ticks(pid)
    for _ in range(_PROCESSOR):
        client.get(address)
    seconds = time.process_time() - own + (_ticks(pid) - server) / os.sysconf("SC_CLK_TCK")
    return 1000 * seconds / _PROCESSOR


def _ticks(pid: int) -> int:
    """Of a process of this machine: what it and the kernel for it have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def main() -> None:
    unions, runs = map(int, sys.argv[1:])
    call_command("migrate", verbosity=0)
    placed = fill(unions)
    officer = browser("officer", [(Role.OFFICER, code) for code in COUNTIES])
    leader = browser("leader", [(Role.LEADER, "330000")])
    county = Union.objects.get(kind="county", place_id=shipped_id(COUNTIES[0]))
    below = Union.objects.filter(parent=county, active=True).order_by("name_key", "pk")
    far = below[below.count() // 2]
    city = Union.objects.get(kind="city", place_id=shipped_id("330200"))
    single = Union.objects.filter(parent=county, kind="single").order_by("pk")[0]
    pages: list[tuple[str, Client, str]] = [
        ("the province's tree, of the province", leader, "/unions/"),
        ("a city's level, of the province", leader, f"/unions/{city.pk}/tree"),
        ("the longest branch, three counties", officer, f"/unions/{county.pk}/tree"),
        ("the longest branch, half-way", officer, f"/unions/{county.pk}/tree?after={far.pk}_{far.name_key}"),
        ("one union, three counties", officer, f"/unions/{single.pk}"),
        ("found by name, three counties", officer, "/unions/find?q=%E7%94%B21234"),
        ("terms due, three counties", officer, "/unions/terms"),
        ("terms due, of the province", leader, "/unions/terms"),
    ]
    found: dict[str, Any] = {
        name: {**asked(client, address, runs), "processor": processor(client, address)}
        for name, client, address in pages
    }
    longest = below.count()
    sys.stdout.write(
        json.dumps({"placed": placed, "pages": found, "longest": longest, "load": os.getloadavg()[0]}) + "\n"
    )


if __name__ == "__main__":
    main()
