"""Names of persons, prepared once for each distinct name: key, folded form, pinyin, parts.

Reads `p_spellings` (name: distinct names as staged). Writes `p_names`, one row a distinct name: `name`, `name_key`,
`folded`, `pinyin` (syllables without a space, so that a rare character written in letters reads the same), `loose`
(pinyin without zh/z, ng/n …), `surname` (loose reading of the first character), `turned` (family name put last, for
names written the other way round), `parts` (sorted parts of a name with `·`, a dash or spaces, else NULL), `length`
(characters of the key), `lost` (a sign stands for a character that the other system could not write).
"""

from __future__ import annotations

from guildhall.linkage.backends import Backend
from guildhall.linkage.columns import person_name_key
from guildhall.linkage.engine.persons.characters import character_table

#: What clerks type for the dot in a name of several parts, beside the dot itself.
_DASHES = "-‐‑–—－_"
_SEPARATORS = "[ ·.‐‑–—－_-]"
#: Longer names (transliterated ones) take the slower way through a list of characters.
_SHORT = 4


def prepare_names(backend: Backend) -> None:
    """Fill `p_names` from `p_spellings`."""
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_keyed AS
        SELECT name, translate({person_name_key("name")}, '{_DASHES}', '') AS name_key FROM p_spellings
        """
    )
    characters = backend.rows("SELECT DISTINCT unnest(string_split(name_key, '')) FROM p_keyed")
    backend.create_from_arrow("p_characters", character_table(str(c) for (c,) in characters if c))
    short, long = _short_names(), _LONG_NAMES
    parts = f"list_sort(list_filter(regexp_split_to_array(lower(k.name), '{_SEPARATORS}+'), lambda x: x <> ''))"
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_names AS
        SELECT k.name, k.name_key, f.folded, f.pinyin, f.loose, f.surname,
               CASE WHEN length(k.name_key) BETWEEN 2 AND {_SHORT}
                    THEN substr(k.name_key, 2) || substr(k.name_key, 1, 1) END AS turned,
               CASE WHEN regexp_matches(k.name, '{_SEPARATORS}') THEN array_to_string({parts}, '·') END AS parts,
               length(k.name_key) AS length, regexp_matches(k.name_key, '[?*□■〓\ufffd]') AS lost
        FROM p_keyed k JOIN ({short} UNION ALL {long}) f ON f.name = k.name
        """
    )


def _short_names() -> str:
    """Names of up to four characters: one join a position, no lists."""
    positions = range(1, _SHORT + 1)
    joins = "".join(f" LEFT JOIN p_characters c{i} ON c{i}.character = substr(k.name_key, {i}, 1)" for i in positions)

    def spelled(first: str, other: str) -> str:
        rest = "".join(f" || coalesce(c{i}.{other}, '')" for i in positions if i > 1)
        return f"coalesce(c1.{first}, ''){rest}"

    return f"""
        SELECT k.name, {spelled("folded", "folded")} AS folded,
               {spelled("surname_reading", "reading")} AS pinyin,
               {spelled("surname_loose", "loose")} AS loose, coalesce(c1.surname_loose, '') AS surname
        FROM p_keyed k{joins} WHERE length(k.name_key) <= {_SHORT}"""


_LONG_NAMES = f"""
        SELECT name, string_agg(c.folded, '' ORDER BY position) AS folded,
               string_agg(CASE WHEN position = 1 THEN c.surname_reading ELSE c.reading END, '' ORDER BY position)
                   AS pinyin,
               string_agg(CASE WHEN position = 1 THEN c.surname_loose ELSE c.loose END, '' ORDER BY position) AS loose,
               min(CASE WHEN position = 1 THEN c.surname_loose END) AS surname
        FROM (SELECT name, unnest(string_split(name_key, '')) AS character,
                     generate_subscripts(string_split(name_key, ''), 1) AS position
              FROM p_keyed WHERE length(name_key) > {_SHORT}) x
        JOIN p_characters c USING (character) GROUP BY name"""
