"""The guards of comparison: a condition too wide is left out and said; too many comparisons stop the step."""

from pathlib import Path

import pytest

from guildhall.kernel.errors import ExitCode, Refused
from guildhall.linkage.engine import limits
from guildhall.linkage.engine.organisations.link import link_organisations
from tests.linkage.engine.organisations.registers import Quiet, Row, blocked, code, groups, linked, prepared, unit

#: Two that belong together by name alone, once with a code and once without.
ALIKE = [
    unit("civil_affairs", "宁波市鄞州区蓝明幼儿园", code(1), legal_representative="王伟", phone="15400000001"),
    unit("insurance", "鄞州区兰明幼儿园", unit_number="A1", legal_representative="王伟", phone="15400000001"),
]


def test_more_comparisons_than_the_limit_are_refused_and_nothing_is_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAIRS_ALWAYS", 0)
    monkeypatch.setattr(limits, "PAIRS_PER_MENTION", 0)
    backend = prepared(ALIKE, tmp_path)
    with pytest.raises(Refused) as refused:
        link_organisations(backend, as_of=None, first=1, progress=Quiet())
    [message] = refused.value.messages
    assert (message.code, dict(message.params)) == (
        "organisations.too_many_pairs",
        {"mentions": 2, "pairs": 1, "limit": 0},
    )
    assert refused.value.exit_code == ExitCode.REFUSED == 4
    for table in ("org_entities", "pairs", "organisations"):
        assert not backend.has_table(table)
    assert backend.value("SELECT count(*) FROM entity_ids") == 0


def test_as_many_comparisons_as_the_limit_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAIRS_ALWAYS", 1)
    monkeypatch.setattr(limits, "PAIRS_PER_MENTION", 0)
    assert groups(linked(ALIKE, tmp_path)) == [[1, 2]]


def _sharing_a_phone(count: int) -> list[Row]:
    """Units that have a telephone in common and nothing else, all without a code."""
    firsts = "航顺蓝江青金红白"
    return [
        unit("insurance", f"宁波{first}{first}厂", unit_number=f"A{n}", phone="15400000001")
        for n, first in enumerate(firsts[:count])
    ]


@pytest.mark.parametrize(("most", "said"), [(6, []), (5, ["organisations.large_blocks"])])
def test_a_condition_too_wide_is_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, said: list[str]
) -> None:
    monkeypatch.setattr(limits, "BLOCK_PAIRS", most)  # three units without a code are six comparisons, each way once
    progress = Quiet()
    backend = blocked(_sharing_a_phone(3), tmp_path, progress)
    assert [notice.code for notice in progress.notices] == said
    assert [dict(notice.params) for notice in progress.notices] == [{"blocks": 1, "most": 6}] * len(said)
    assert backend.value("SELECT count(*) FROM o_candidates") == (0 if said else 3)
    assert groups(linked(_sharing_a_phone(3), tmp_path)) == [[1], [2], [3]]
