"""`python -m tests.concurrency.crashing begin FOLDER | accept FOLDER | draft | tell`: runs that something happens to.

In the installation that the environment names. `begin`: files to be compared; `accept`: a result to become records;
`draft`: an empty run and a browser's session. Each as a job or run that waits; `tell`: what has become of all.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  # after set-up

from guildhall.base.audit.models import Entry  # noqa: E402  # after set-up
from guildhall.base.files.models import Blob, StoredFile  # noqa: E402  # after set-up
from guildhall.base.organisations.models import Organisation  # noqa: E402  # after set-up
from guildhall.base.people.models import Document, Person  # noqa: E402  # after set-up
from guildhall.infra.ids import new_id  # noqa: E402  # after set-up
from guildhall.infra.models import Job  # noqa: E402  # after set-up
from guildhall.kernel.actor import Role  # noqa: E402  # after set-up
from guildhall.kernel.clocks import SystemClock  # noqa: E402  # after set-up
from guildhall.organising.members.models import Membership  # noqa: E402  # after set-up
from guildhall.organising.roster.models import (  # noqa: E402  # after set-up
    Change,
    Identity,
    Insured,
    Run,
    RunFile,
    RunInput,
    Unit,
    WorkItem,
)
from guildhall.organising.roster.operations.importing import accept_run, start_run  # noqa: E402  # after set-up
from guildhall.organising.unions.models import Presence, Union  # noqa: E402  # after set-up
from tests.organising.roster import imports, runs  # noqa: E402  # after set-up

WRITTEN = (Organisation, Person, Document, Union, Presence, Membership, Identity, Insured, Unit, WorkItem)


def begin(folder: Path) -> None:
    """A run whose files were looked at, with the job that compares them."""
    actor = runs.account(f"officer-{new_id()}", Role.OFFICER, imports.HAISHU)
    run_id = runs.drafted(actor, runs.files(folder), imports.HAISHU)
    start_run(actor, run_id, as_of=None, at=SystemClock().now())


def accept(folder: Path) -> None:
    """A run that the engine was done with, with the job that makes it records."""
    actor = runs.account(f"officer-{new_id()}", Role.OFFICER, imports.HAISHU)
    result = folder / "out"
    if not result.exists():  # made for another installation already
        runs.result_of(runs.files(folder), result)
    run_id = runs.awaiting(actor, result, imports.HAISHU)
    accept_run(actor, run_id, at=SystemClock().now())


def draft() -> None:
    """A run without files, and the cookie of a browser whose officer may bring some in."""
    browser = imports.client(Role.OFFICER, imports.HAISHU)
    say({"run": str(imports.run().id), "session": browser.cookies[settings.SESSION_COOKIE_NAME].value})


def tell() -> None:
    say(
        {
            "runs": sorted(Run.objects.values_list("state", flat=True)),
            "jobs": sorted(
                Job.objects.filter(kind__in=("roster.run", "roster.accept", "roster.recognise")).values_list(
                    "kind", "state", "attempts"
                )
            ),
            "accepted": Entry.objects.filter(action="roster.accept", object_kind="roster.run").count(),
            "files": RunFile.objects.count(),
            "changes": Change.objects.count(),
            "inputs": RunInput.objects.count(),
            "sent": [StoredFile.objects.count(), Blob.objects.count()],
            "written": {model.__name__: model._default_manager.count() for model in WRITTEN},
        }
    )


def say(found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")


def main(act: str, *words: str) -> None:
    if act == "begin":
        begin(Path(words[0]))
    elif act == "accept":
        accept(Path(words[0]))
    elif act == "draft":
        draft()
    else:
        tell()


if __name__ == "__main__":
    main(*sys.argv[1:])
