"""Learns the shares m and u of the model from the registers at hand, the same on every machine.

m comes from rows of different lists that share a valid ID number, u from how often values occur. Both are drawn towards
the shipped defaults by a fixed number of imagined pairs, so that ten pairs cannot overturn them, and rounded to three
digits, so that the order in which a machine adds numbers never shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from guildhall.linkage.backends import Backend
from guildhall.linkage.engine.persons.comparisons import BIRTH, COLUMNS, COMPARISONS, NAME, SEX, Comparison, Level

#: Imagined pairs that hold the shipped defaults.
_WEIGHT = 200.0
#: Pairs looked at, at most: the share of an error kind of 0.3 % is then known to a tenth of itself.
_PAIRS = 40_000
#: Rows compared each with each for the share of near-agreements among strangers.
_STRANGERS = 700


def rounded(share: float) -> float:
    """Three significant digits."""
    return float(f"{share:.3g}")


def read_values(backend: Backend, table: str, rows: str) -> None:
    """Make a table of the columns that the comparisons speak of, for the rows (row_id) of another."""
    # The few rows first: names are then looked up among all, and not all names sorted to look these up
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_picked AS
        SELECT row_id, name, id_raw, id15, birth_date, sex, phone, employer_id, union_id, register, month
        FROM person_records WHERE row_id IN (SELECT row_id FROM {rows})
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {table} AS
        SELECT r.row_id, n.name_key, n.folded, n.pinyin, n.loose, n.turned, n.parts, n.length, n.lost, r.id_raw, r.id15,
               r.birth_date, r.sex, r.phone, r.employer_id, r.union_id, r.register, r.month
        FROM p_picked r LEFT JOIN p_names n ON n.name = r.name
        """
    )


def learn(backend: Backend) -> tuple[Comparison, ...]:
    """Return the comparisons with shares learned from `person_records` and `p_nodes`."""
    nodes = int(backend.value("SELECT count(*) FROM p_nodes WHERE NOT weak AND row_id = node_id"))
    matches, strangers = _matches(nodes), _strangers(nodes)
    learned = [c for c in COMPARISONS if c.estimated]
    found = _counts(backend, matches, learned)
    chance = _counts(backend, strangers, [NAME, BIRTH, SEX])
    return tuple(_learn(c, found.get(c.name, {}), chance.get(c.name, {})) for c in COMPARISONS)


def _learn(comparison: Comparison, matches: Mapping[int, int], strangers: Mapping[int, int]) -> Comparison:
    top = len(comparison.levels) - 1
    of_matches, of_strangers = sum(matches.values()), sum(strangers.values())
    levels: list[Level] = []
    for i, level in enumerate(comparison.levels):
        m, u = level.m, level.u
        if comparison.estimated:
            m = (matches.get(top - i, 0) + _WEIGHT * m) / (of_matches + _WEIGHT)
        if of_strangers and not level.frequency:
            # Strangers are many; a default as small as 1e-6 weighs as much as a million of them.
            weight = min(1.0 / level.u, of_strangers) if level.u < 1e-3 else _WEIGHT
            u = (strangers.get(top - i, 0) + weight * u) / (of_strangers + weight)
        levels.append(replace(level, m=rounded(m), u=rounded(u)))
    return replace(comparison, levels=tuple(levels))


def _counts(backend: Backend, pairs: str, comparisons: Sequence[Comparison]) -> dict[str, dict[int, int]]:
    sides = ", ".join(f"a.{c} AS {c}_l, b.{c} AS {c}_r" for c in COLUMNS)
    gammas = ", ".join(f"{c.gamma()} AS {c.name}" for c in comparisons)
    names = ", ".join(c.name for c in comparisons)
    backend.execute(f"CREATE OR REPLACE TEMP TABLE p_sample AS {pairs}")
    both = "(SELECT left_id AS row_id FROM p_sample UNION SELECT right_id FROM p_sample)"
    read_values(backend, "p_sampled", both)
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_levels AS
        SELECT {gammas} FROM (SELECT {sides} FROM p_sample x
            JOIN p_sampled a ON a.row_id = x.left_id JOIN p_sampled b ON b.row_id = x.right_id)
        """
    )
    result: dict[str, dict[int, int]] = {}
    unpivoted = f"FROM (UNPIVOT p_levels ON {names} INTO NAME comparison VALUE gamma)"
    for name, gamma, count in backend.rows(f"SELECT comparison, gamma, count(*) {unpivoted} GROUP BY ALL ORDER BY ALL"):
        if int(gamma) >= 0:
            result.setdefault(str(name), {})[int(gamma)] = int(count)
    return result


def _picked(nodes: int, wanted: int) -> str:
    """SQL: whether a node is in the sample. Knuth's multiplicative hash spreads neighbouring rows evenly."""
    return f"(node_id * 2654435761) % 4294967296 < {min(4294967296, 4294967296 * wanted // max(nodes, 1))}"


def _matches(nodes: int) -> str:
    """The first and the last row of sampled nodes whose rows come from different lists."""
    return f"""
        SELECT min(row_id) AS left_id, max(row_id) AS right_id
        FROM p_nodes JOIN person_records USING (row_id)
        WHERE NOT weak AND {_picked(nodes, 2 * _PAIRS)} GROUP BY node_id HAVING min(register) <> max(register)"""


def _strangers(nodes: int) -> str:
    return f"""
        WITH picked AS (
            SELECT row_id FROM p_nodes WHERE NOT weak AND row_id = node_id AND {_picked(nodes, _STRANGERS)}
        )
        SELECT a.row_id AS left_id, b.row_id AS right_id FROM picked a JOIN picked b ON a.row_id < b.row_id"""
