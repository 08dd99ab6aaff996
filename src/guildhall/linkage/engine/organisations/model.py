"""The comparison model of organisations: levels, what each says in bits, and the Splink settings made of them.

A level's `bits` is log2(m/u): how many times more often the level is seen in pairs of one organisation than in pairs
of two (Fellegi and Sunter 1969). Values shipped are project defaults from synthetic registers (docs/linkage.md); `m` is
how often one organisation's two records look so. Levels are tried from top to bottom; the first that holds counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Level:
    code: str
    sql: str
    m: float
    bits: float

    @property
    def u(self) -> float:
        return float(min(self.m / 2.0**self.bits, 0.999999))


@dataclass(frozen=True, slots=True)
class Comparison:
    """`null`: SQL that holds where one side says nothing; such a comparison counts nothing."""

    name: str
    null: str
    levels: tuple[Level, ...]


def _shares(column: str, other: str = "") -> str:
    other = other or column
    return f"list_has_any({column}_l, {other}_r)"


def _empty(*columns: str) -> str:
    return " OR ".join(f"len({column}_{side}) = 0" for column in columns for side in "lr")


#: Comparisons of two lists, as macros of the engine: Splink's parser then need not read them.
MACROS: Final = (
    "o_nearest(x, y) AS list_min(flatten([[damerau_levenshtein(a, b) for a in x] for b in y]))",
    "o_contained(x, y) AS list_bool_or(flatten([[least(length(a), length(b)) >= 4 "
    "AND (contains(a, b) OR contains(b, a)) for a in x] for b in y]))",
    "o_near_code(x, y) AS list_bool_or(flatten([[damerau_levenshtein(a, b) <= 1 OR (length(a) = 18 AND length(b) = 18 "
    "AND substr(a, 9, 9) = substr(b, 9, 9)) for a in x] for b in y]))",
    "o_longest(x) AS list_max([length(a) for a in x])",
)

COMPARISONS: Final[tuple[Comparison, ...]] = (
    Comparison(
        "name",
        _empty("flats"),
        (
            Level("branch_differs", f"NOT {_shares('markers')}", 0.002, -9.0),
            Level("same_core_unique", _shares("sole"), 0.2, 21.0),
            Level("same_name", _shares("flats"), 0.35, 17.0),
            Level("same_placed_name", _shares("placed"), 0.1, 17.0),
            Level("former_name", f"{_shares('formers', 'flats')} OR {_shares('flats', 'formers')}", 0.05, 15.0),
            Level("same_core_rare", _shares("rare"), 0.08, 13.0),
            Level("same_core_uncommon", _shares("uncommon"), 0.06, 9.5),
            Level("same_core_common", _shares("skeletons"), 0.04, 5.5),
            Level("same_sound_rare", _shares("rare_pinyins"), 0.03, 11.5),
            Level("same_sound", _shares("pinyins"), 0.01, 5.5),
            Level(
                "one_character",
                "o_nearest(skeletons_l, skeletons_r) = 1 AND o_longest(skeletons_l) >= 5",
                0.01,
                5.0,
            ),
            Level("contained", "o_contained(skeletons_l, skeletons_r)", 0.01, 5.0),
            Level("other_name", "ELSE", 0.02, -6.0),
        ),
    ),
    Comparison(
        "code",
        _empty("raws"),
        (
            Level("same_code", _shares("raws"), 0.6, 19.0),
            Level("near_code", "o_near_code(raws_l, raws_r)", 0.35, 14.0),
            Level("other_code", "ELSE", 0.02, -5.6),
        ),
    ),
    Comparison(
        "number",
        _empty("numbers"),
        (Level("same_number", _shares("numbers"), 0.99, 17.0), Level("other_number", "ELSE", 0.01, -6.6)),
    ),
    Comparison(
        "place",
        "(len(counties_l) = 0 AND len(cities_l) = 0) OR (len(counties_r) = 0 AND len(cities_r) = 0)",
        (
            Level("same_county", _shares("counties"), 0.93, 4.5),
            Level("same_city", f"({_empty('counties')}) AND {_shares('cities')}", 0.05, 0.5),
            Level("other_place", "ELSE", 0.02, -5.5),
        ),
    ),
    Comparison(
        "town",
        "len(towns_l) = 0 AND len(towns_r) = 0",
        (
            Level("same_town", _shares("towns"), 0.9, 2.0),
            Level(
                "town_missing",
                "(len(towns_l) = 0 AND NOT placed_without_town_l) OR (len(towns_r) = 0 AND NOT placed_without_town_r)",
                0.08,
                0.0,
            ),
            Level("other_town", "ELSE", 0.01, -7.0),
        ),
    ),
    Comparison(
        "representative",
        _empty("representatives"),
        (
            Level("same_representative", _shares("representatives"), 0.85, 9.0),
            Level("other_representative", "ELSE", 0.15, -2.7),
        ),
    ),
    Comparison(
        "phone",
        _empty("phones"),
        (Level("same_phone", _shares("phones"), 0.8, 11.0), Level("other_phone", "ELSE", 0.2, -2.3)),
    ),
    Comparison(
        "address",
        _empty("addresses"),
        (Level("same_address", _shares("addresses"), 0.9, 9.0), Level("other_address", "ELSE", 0.1, -3.0)),
    ),
    Comparison(
        "form",
        _empty("forms"),
        (Level("same_form", _shares("forms"), 0.98, 0.8), Level("other_form", "ELSE", 0.02, -5.0)),
    ),
    Comparison(
        "record",
        _empty("records"),
        # One register of record seldom lists an organisation twice
        (Level("same_record", _shares("records"), 0.05, -4.3), Level("other_record", "ELSE", 0.95, 0.0)),
    ),
    Comparison(
        # The union that stands in a unit, and the one that its people's rows name
        "union",
        _empty("unions"),
        (Level("same_union", _shares("unions"), 0.8, 9.0), Level("other_union", "ELSE", 0.2, -1.0)),
    ),
    Comparison(
        "union_kind",
        _empty("union_kinds"),
        (Level("same_union_kind", _shares("union_kinds"), 0.9, 1.0), Level("other_union_kind", "ELSE", 0.01, -9.0)),
    ),
)


def splink_settings(prior: float) -> dict[str, Any]:
    """Settings for Splink. `prior`: probability that two random nodes are one organisation."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": prior,
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": True,  # Splink gives the levels only together with the values
        "retain_intermediate_calculation_columns": False,
        "comparisons": [_settings_of(comparison) for comparison in COMPARISONS],
    }


def _settings_of(comparison: Comparison) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.null, "label_for_charts": "nothing said", "is_null_level": True}
    ]
    levels += [
        {
            "sql_condition": level.sql,
            "label_for_charts": level.code,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        for level in comparison.levels
    ]
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def level_of(comparison: Comparison, gamma: int) -> Level | None:
    """The level that a comparison vector value stands for; None for "nothing said". Splink counts from the bottom."""
    return None if gamma < 0 else comparison.levels[len(comparison.levels) - 1 - gamma]
