"""`python -m tests.concurrency.dying queue | work | hold | tell`: something happens to a worker within a job's effect.

`work` says "halfway" once the first attempt has written but not committed, and waits there for the end that comes.
`hold` waits there until the heartbeat found SQLite locked, and goes on.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from datetime import timedelta
from threading import Event, Thread

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.core.management import call_command  # noqa: E402  # after set-up
from django.db import connection  # noqa: E402  # after set-up

from guildhall.infra.jobs.operations import enqueue  # noqa: E402  # after set-up
from guildhall.infra.jobs.registry import task  # noqa: E402  # after set-up
from guildhall.infra.jobs.running import Running  # noqa: E402  # after set-up
from guildhall.infra.jobs.worker import Worker  # noqa: E402  # after set-up
from guildhall.infra.models import Job, Schedule  # noqa: E402  # after set-up
from guildhall.kernel.clocks import SystemClock  # noqa: E402  # after set-up

KIND = "tests.dying"
LOCKED = Event()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@task(KIND, lease=timedelta(seconds=1))
def write(job: Running) -> None:
    say(f"begun {job.attempt}")
    with job.finishing():
        Schedule.objects.create(name=f"written by attempt {job.attempt}", next_at=job.clock.now())
        if job.attempt == 1:
            say("halfway")
            LOCKED.wait()
    say("finished")


def work() -> None:
    worker = Worker(SystemClock())
    signal.signal(signal.SIGTERM, lambda *_: Thread(target=worker.stop).start())
    worker.run()


class _Hearing(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if "locked" in record.msg:
            LOCKED.set()


def hold() -> None:
    connection.settings_dict["OPTIONS"]["timeout"] = 0.1
    heard = logging.getLogger("guildhall.jobs")
    heard.setLevel(logging.DEBUG)
    heard.addHandler(_Hearing())
    Worker(SystemClock()).work_once()


def main(act: str) -> None:
    if act == "queue":
        call_command("migrate", verbosity=0)
        enqueue(KIND, {}, at=SystemClock().now())
    elif act == "work":
        work()
    elif act == "hold":
        hold()
    else:
        job = Job.objects.get(kind=KIND)
        effects = list(Schedule.objects.filter(name__startswith="written").values_list("name", flat=True))
        say(json.dumps({"state": job.state, "attempts": job.attempts, "effects": effects}))


if __name__ == "__main__":
    main(sys.argv[1])
