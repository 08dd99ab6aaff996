"""`python -m bench.identity N`: take N people into the database that GUILDHALL_DATABASE names; figures as JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # after set-up
from django.db import transaction  # noqa: E402  # after set-up

from guildhall.base.people.bulk import (  # noqa: E402  # after set-up
    DOCUMENT_FIELDS,
    PERSON_FIELDS,
    PHONE_FIELDS,
    rows_of,
)
from guildhall.base.people.contracts import DocumentNumber, NewPerson, Sex  # noqa: E402  # after set-up
from guildhall.base.people.models import Document, Person, Phone  # noqa: E402  # after set-up
from guildhall.base.people.operations import bulk_admit  # noqa: E402  # after set-up
from guildhall.infra.bulk import write_rows  # noqa: E402  # after set-up
from guildhall.kernel.clocks import CHINA  # noqa: E402  # after set-up
from guildhall.kernel.identifiers import IdKind  # noqa: E402  # after set-up

AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)


def people(first: int, count: int) -> list[NewPerson]:
    """People of a division that does not exist, each with a number and a phone."""
    return [
        NewPerson(
            f"甲{n % 9973}",
            Sex.UNKNOWN,
            date(1980, 1, 1),
            (DocumentNumber(IdKind.RESIDENT_ID, f"339901{n:012d}"),),
            (f"199{n:08d}",),
        )
        for n in range(first, first + count)
    ]


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    count = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    chosen = people(0, count)
    admitted = timed(lambda: bulk_admit(chosen, actor=None, at=AT))
    again = people(count, count)
    prepared = rows_of(again, AT)

    def write() -> None:
        with transaction.atomic():
            write_rows(Person, PERSON_FIELDS, prepared[0])
            write_rows(Document, DOCUMENT_FIELDS, prepared[1])
            write_rows(Phone, PHONE_FIELDS, prepared[2])

    written = timed(write)
    sys.stdout.write(json.dumps({"people": count, "admitted": admitted, "written": written}) + "\n")


if __name__ == "__main__":
    main()
