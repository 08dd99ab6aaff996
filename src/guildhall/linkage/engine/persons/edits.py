"""SQL that counts differences of names by characters: DuckDB's edit distances count bytes, three to a Chinese one."""

from __future__ import annotations

#: Characters compared one by one; of longer names the rest must be equal.
_POSITIONS = 4


def one_character_apart(left: str, right: str, left_length: str, right_length: str) -> str:
    """Whether one character was replaced, left out or added. Equal texts count too; lengths are in characters."""
    places = range(1, _POSITIONS + 1)
    unlike = " + ".join(f"CAST(substr({left}, {i}, 1) <> substr({right}, {i}, 1) AS INTEGER)" for i in places)
    rest = f"substr({left}, {_POSITIONS + 1}) = substr({right}, {_POSITIONS + 1})"
    return (
        f"CASE {left_length} - {right_length}"
        f" WHEN 0 THEN {unlike} <= 1 AND {rest}"
        f" WHEN 1 THEN {_left_out(left, right)} WHEN -1 THEN {_left_out(right, left)} ELSE false END"
    )


def _left_out(longer: str, shorter: str) -> str:
    tries = (f"substr({longer}, 1, {i}) || substr({longer}, {i + 2})" for i in range(_POSITIONS + 1))
    return f"{shorter} IN ({', '.join(tries)})"
