"""`python -m tests.concurrency.sending`: two browsers send the same file into one run at once; what was left of it."""

from __future__ import annotations

import json
import os
import sys
import threading

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.conf import settings  # noqa: E402  # after set-up
from django.core.management import call_command  # noqa: E402  # after set-up
from django.db import connection  # noqa: E402  # after set-up
from django.test import Client  # noqa: E402  # after set-up

from guildhall.base.files.models import Blob, StoredFile  # noqa: E402  # after set-up
from guildhall.base.places.operations import load_places  # noqa: E402  # after set-up
from guildhall.infra.models import Job  # noqa: E402  # after set-up
from guildhall.kernel.actor import Role  # noqa: E402  # after set-up
from guildhall.organising.roster.models import RunInput  # noqa: E402  # after set-up
from tests.base.actors import AT  # noqa: E402  # after set-up
from tests.organising.roster import imports  # noqa: E402  # after set-up


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    load_places(at=AT)
    run = imports.run()
    browsers = [imports.client(Role.OFFICER, imports.HAISHU) for _ in range(2)]
    barrier = threading.Barrier(2, timeout=60)
    answers: list[int] = []

    def send(browser: Client) -> None:
        barrier.wait()
        try:
            answers.append(imports.send(browser, run, imports.sent("a.csv", imports.CIVIL)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = {
        "answers": answers,
        "inputs": RunInput.objects.count(),
        "files": StoredFile.objects.count(),
        "contents": Blob.objects.count(),
        "jobs": Job.objects.filter(kind="roster.recognise").count(),
    }
    sys.stdout.write(json.dumps(left) + "\n")


if __name__ == "__main__":
    main()
