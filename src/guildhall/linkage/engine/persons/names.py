"""Names of persons, prepared once for each distinct name: key, folded form, pinyin, parts.

Reads `p_spellings` (name: distinct names as staged; people: its rows). Writes `p_names`, one row a distinct name:
`name`, `people`, `name_key`, `folded`, `pinyin` (syllables without a space, so that a rare character written in letters
reads the same), `loose` (pinyin without zh/z, ng/n …), `surname` (loose reading of the first character), `turned`
(family name put last, for names written the other way round), `parts` (sorted parts of a name with `·`, a dash or
spaces, else NULL), `length` (characters of the key), `lost` (a sign stands for a character that the other system could
not write).
"""

from __future__ import annotations

from guildhall.linkage.backends import Backend
from guildhall.linkage.columns import person_name_key
from guildhall.linkage.engine.persons.characters import character_table

#: What clerks type for the dot in a name of several parts, beside the dot itself.
_DASHES = "-‐‑–—－_"
_SEPARATORS = "[ ·.‐‑–—－_-]"
#: Most names: the key is the name, and no separator or sign is in it.
_PLAIN = "[\\x{4E00}-\\x{9FFF}]+"
#: Longer names (transliterated ones) take the slower way through a list of characters.
_SHORT = 4


def prepare_names(backend: Backend) -> None:
    """Fill `p_names` from `p_spellings`."""
    slowly = f"translate({person_name_key('name')}, '{_DASHES}', '')"
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_keyed AS
        SELECT *, left(name_key, 1) AS family, substr(name_key, 2) AS given, length(name_key) AS length FROM (
            SELECT *, CASE WHEN plain THEN name ELSE {slowly} END AS name_key FROM (
                SELECT *, regexp_full_match(name, '{_PLAIN}') AS plain FROM p_spellings))
        """
    )
    # Given names are far fewer than names: spelled once, not once a family
    backend.execute(
        "CREATE OR REPLACE TEMP TABLE p_given AS SELECT DISTINCT given FROM p_keyed WHERE given IS NOT NULL"
    )
    characters = backend.rows(
        "SELECT DISTINCT family FROM p_keyed UNION SELECT DISTINCT unnest(string_split(given, '')) FROM p_given"
    )
    backend.create_from_arrow("p_characters", character_table(str(c) for (c,) in characters if c))
    backend.execute(f"CREATE OR REPLACE TEMP TABLE p_spelled AS {_spelled()}")
    parts = f"list_sort(list_filter(regexp_split_to_array(lower(k.name), '{_SEPARATORS}+'), lambda x: x <> ''))"
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE p_names AS
        SELECT k.name, k.people, k.name_key, coalesce(l.folded, coalesce(c.folded, '') || g.folded) AS folded,
               coalesce(l.pinyin, coalesce(c.surname_reading, '') || g.reading) AS pinyin,
               coalesce(l.loose, coalesce(c.surname_loose, '') || g.loose) AS loose,
               coalesce(c.surname_loose, '') AS surname,
               CASE WHEN k.length BETWEEN 2 AND {_SHORT} THEN k.given || k.family END AS turned,
               CASE WHEN NOT plain AND regexp_matches(k.name, '{_SEPARATORS}')
                    THEN array_to_string({parts}, '·') END AS parts,
               k.length, NOT plain AND regexp_matches(k.name_key, '[?*□■〓\ufffd]') AS lost
        FROM p_keyed k LEFT JOIN p_characters c ON c.character = k.family
        LEFT JOIN p_spelled g USING (given) LEFT JOIN ({_LONG_NAMES}) l ON l.name = k.name
        WHERE k.name_key IS NOT NULL
        """
    )


def _spelled() -> str:
    """The given names of short names: one join a position, no lists."""
    positions = range(1, _SHORT)
    joins = "".join(f" LEFT JOIN p_characters c{i} ON c{i}.character = substr(given, {i}, 1)" for i in positions)

    def spelled(column: str) -> str:
        return " || ".join(f"coalesce(c{i}.{column}, '')" for i in positions)

    return f"""
        SELECT given, {spelled("folded")} AS folded, {spelled("reading")} AS reading, {spelled("loose")} AS loose
        FROM p_given{joins} WHERE length(given) < {_SHORT}"""


_LONG_NAMES = f"""
        SELECT name, string_agg(c.folded, '' ORDER BY position) AS folded,
               string_agg(CASE WHEN position = 1 THEN c.surname_reading ELSE c.reading END, '' ORDER BY position)
                   AS pinyin,
               string_agg(CASE WHEN position = 1 THEN c.surname_loose ELSE c.loose END, '' ORDER BY position) AS loose
        FROM (SELECT name, unnest(string_split(name_key, '')) AS character,
                     generate_subscripts(string_split(name_key, ''), 1) AS position
              FROM p_keyed WHERE length > {_SHORT}) x
        JOIN p_characters c USING (character) GROUP BY name"""
