"""Jobs: queued with their transaction, done once, given back by the dead, cancelled, repeated."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection, transaction

from guildhall.infra.ids import new_id
from guildhall.infra.jobs import registry
from guildhall.infra.jobs.contracts import State
from guildhall.infra.jobs.operations import ask_to_cancel, beat, claim, enqueue, queue_what_repeats
from guildhall.infra.jobs.queries import find_job
from guildhall.infra.jobs.running import Running
from guildhall.infra.jobs.worker import Worker
from guildhall.infra.models import Job, Schedule
from guildhall.kernel.actor import FORBIDDEN
from guildhall.kernel.clocks import CHINA, FixedClock
from guildhall.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
MINUTE = timedelta(minutes=1)
CLOCK = FixedClock(AT)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_repeating", {})


def _state(job: UUID) -> State:
    found = find_job(job)
    assert found is not None
    return found.state


def test_a_job_is_done_with_its_effect() -> None:
    @registry.task("tests.work")
    def work(job: Running) -> None:
        job.report(2, 4)
        with job.finishing({"made": 1}):
            Schedule.objects.create(name="effect", next_at=AT)

    job = enqueue("tests.work", {"n": 1}, at=AT)
    assert Worker(CLOCK).work_once()
    found = find_job(job)
    assert found is not None
    assert (found.state, found.done, found.total, found.share, found.result) == (State.DONE, 2, 4, 0.5, {"made": 1})
    assert Schedule.objects.filter(name="effect").exists()
    assert not Worker(CLOCK).work_once()


def test_a_worker_takes_up_at_once_what_broke_off_in_its_own_name() -> None:
    registry.task("tests.work")(lambda _: None)
    job, worker, other = enqueue("tests.work", {}, at=AT), new_id(), new_id()
    assert claim(worker, at=AT) is not None
    assert claim(other, at=AT + timedelta(seconds=1)) is None  # its lease holds
    again = claim(worker, at=AT + timedelta(seconds=1))
    assert again is not None
    assert (again.id, again.attempts) == (job, 2)


def test_a_job_of_a_transaction_that_fails_was_never_queued() -> None:
    registry.task("tests.work")(lambda _: None)

    def fail() -> None:
        with transaction.atomic():
            enqueue("tests.work", {}, at=AT)
            raise Refused(FORBIDDEN())

    with pytest.raises(Refused):
        fail()
    assert Job.objects.count() == 0


def test_a_refusal_fails_the_job_with_its_sentences_and_without_effect() -> None:
    @registry.task("tests.work")
    def work(job: Running) -> None:
        with job.finishing():
            Schedule.objects.create(name="effect", next_at=AT)
            raise Refused(FORBIDDEN())

    job = enqueue("tests.work", {}, at=AT)
    Worker(CLOCK).work_once()
    found = find_job(job)
    assert found is not None
    assert (found.state, [m["code"] for m in found.messages]) == (State.FAILED, ["actor.forbidden"])
    assert not Schedule.objects.filter(name="effect").exists()


def test_work_that_breaks_off_is_tried_again_and_then_given_up() -> None:
    @registry.task("tests.work", attempts=2)
    def work(job: Running) -> None:
        raise ZeroDivisionError

    job = enqueue("tests.work", {}, at=AT)
    assert Worker(CLOCK).work_once()
    assert _state(job) is State.QUEUED
    assert not Worker(CLOCK).work_once()  # not before the pause is over
    assert Worker(FixedClock(AT + MINUTE)).work_once()
    found = find_job(job)
    assert found is not None
    assert (found.state, [m["code"] for m in found.messages]) == (State.FAILED, ["jobs.broken"])


def test_a_dead_workers_job_is_taken_over_and_its_late_result_is_not_written() -> None:
    registry.task("tests.work", lease=MINUTE)(lambda _: None)
    job = enqueue("tests.work", {}, at=AT)
    dead, heir = new_id(), new_id()
    claimed = claim(dead, at=AT)
    assert claimed is not None
    assert claim(heir, at=AT + MINUTE) is None  # the lease still holds
    again = claim(heir, at=AT + MINUTE + timedelta(seconds=1))
    assert again is not None
    assert (again.id, again.attempts) == (job, 2)
    assert beat(job, dead, at=AT + 2 * MINUTE) == (False, False)
    late = Running(claimed, dead, CLOCK)
    with pytest.raises(Refused, match="taken this job over"), late.finishing():
        raise AssertionError("the effect must not be reached")
    assert _state(job) is State.RUNNING


def test_beats_keep_the_lease() -> None:
    registry.task("tests.work", lease=MINUTE)(lambda _: None)
    job, worker = enqueue("tests.work", {}, at=AT), new_id()
    claim(worker, at=AT)
    assert beat(job, worker, at=AT + MINUTE) == (True, False)
    assert claim(new_id(), at=AT + MINUTE + timedelta(seconds=30)) is None


@pytest.mark.parametrize("running", [False, True])
def test_cancelling_leaves_no_effect(running: bool) -> None:
    @registry.task("tests.work")
    def work(job: Running) -> None:
        ask_to_cancel(job.id, at=AT)
        with job.finishing():
            Schedule.objects.create(name="effect", next_at=AT)

    job = enqueue("tests.work", {}, at=AT)
    if running:
        Worker(CLOCK).work_once()
    else:
        ask_to_cancel(job, at=AT)
        assert not Worker(CLOCK).work_once()
    assert _state(job) is State.CANCELLED
    assert not Schedule.objects.filter(name="effect").exists()


def test_one_key_is_queued_once() -> None:
    registry.task("tests.work")(lambda _: None)
    first, second = (enqueue("tests.work", {}, at=AT, key="once") for _ in range(2))
    assert first == second
    assert Job.objects.count() == 1


def test_what_repeats_is_queued_once_a_due_time_and_missed_times_once() -> None:
    registry.task("tests.work")(lambda _: None)
    registry.repeat("tests.hourly", kind="tests.work", every=timedelta(hours=1))
    assert queue_what_repeats(at=AT) == 0  # first seen at 9:30: due at 10:00
    assert [queue_what_repeats(at=AT + n * MINUTE) for n in (29, 30, 30, 31)] == [0, 1, 0, 0]
    assert queue_what_repeats(at=AT + timedelta(hours=5)) == 1
    assert Job.objects.count() == 2


@pytest.mark.slow
def test_each_job_is_claimed_by_one_of_many_workers() -> None:
    registry.task("tests.work")(lambda _: None)
    jobs = {enqueue("tests.work", {"n": n}, at=AT) for n in range(24)}
    barrier, claimed = Barrier(4), []

    def take() -> None:
        barrier.wait()
        try:
            for _ in range(40):
                job = claim(new_id(), at=AT)
                if job is not None:
                    claimed.append(job.id)
        finally:
            connection.close()

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(jobs)
