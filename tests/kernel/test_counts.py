from guildhall.kernel.counts import CappedCount


def test_a_count_is_written_with_its_cap() -> None:
    assert [str(CappedCount(0)), str(CappedCount(1234)), str(CappedCount(10_000, more=True))] == [
        "0",
        "1,234",
        "10,000+",
    ]
