"""Work beside the run ends with it: its errors come out, and nothing goes on where the run has failed."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from guildhall.linkage.backends import Backend
from guildhall.linkage.beside import Beside
from tests.linkage.results.filled import backend_with


def test_work_sees_the_tables_and_its_result_comes_back(tmp_path: Path) -> None:
    backend = backend_with(tmp_path, {})
    backend.execute("CREATE TABLE numbers AS SELECT range AS n FROM range(5)")
    with Beside(backend) as beside:
        assert beside.begin(lambda other: other.value("SELECT sum(n) FROM numbers")).result() == 10
    backend.close()


def test_an_error_comes_out_where_the_result_is_asked_for(tmp_path: Path) -> None:
    backend = backend_with(tmp_path, {})
    with pytest.raises(LookupError), Beside(backend) as beside:
        beside.begin(lambda other: other.value("SELECT 1 WHERE false")).result()
    backend.close()


def test_a_failing_run_stops_what_runs_and_begins_nothing_further(tmp_path: Path) -> None:
    backend = backend_with(tmp_path, {})
    at_work = Event()
    done: list[str] = []

    def endless(other: Backend) -> None:
        at_work.set()
        # More rows than any machine counts in the time that a test may take
        other.value("SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3")
        done.append("endless")

    def failing_run() -> None:
        with Beside(backend) as beside:
            beside.begin(endless)
            beside.begin(lambda _: done.append("next"))
            at_work.wait()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing_run()
    assert done == []
    assert backend.value("SELECT 1") == 1
    backend.close()
