"""What is known of each exactly linked group of mentions, as lists: the records that are compared.

`o_profiles`, one row a node: unique_id (smallest mention), facet, code (valid, or NULL), raws (codes as typed), flats,
formers, cores, skeletons, placed (county and skeleton as the name says them), sole, rare, uncommon (skeletons that one
or few organisations bear), pinyins, rare_pinyins, markers, towns, placed_without_town, counties, cities,
representatives, phones, addresses, forms, numbers (insurance's), union_kinds, records (registers of record that list
it), weak (no valid code: only such nodes need comparing), anchor (stands in a register of units, or has a code).
"""

from __future__ import annotations

from guildhall.kernel.errors import MessageKind
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Progress
from guildhall.linkage.engine import limits

SHARED_CONTACT = MessageKind(
    "organisations.shared_contact",
    "{phones} 个电话、{addresses} 个地址各被 {limit} 家以上单位共用（最多的一个 {most} 家），不作为同一单位的依据。",
    "{phones} phone numbers and {addresses} addresses are each shared by more than {limit} organisations (one by "
    "{most}) and are not used as evidence.",
)


def make_profiles(backend: Backend, progress: Progress) -> None:
    """Make `o_profiles` from `o_mentions` and `o_nodes` (mention_id, node_id)."""
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_noded AS
        SELECT m.*, n.node_id, w.flat, w.core, w.skeleton, w.pinyin, w.town, w.markers, w.place AS name_place, CASE WHEN m.facet = 'union' THEN coalesce(w.union_kind, 'single') END AS union_kind, f.flat AS former_flat FROM o_mentions m JOIN o_nodes n USING (mention_id) LEFT JOIN o_names w USING (name_id) LEFT JOIN o_names f ON f.name_id=m.former_id
        -- what people's rows repeat about one node adds nothing to what is known of it
        QUALIFY detail < 3
            OR row_number() OVER (PARTITION BY node_id, name_key, code, detail = 3 ORDER BY mention_id) = 1
        """
    )
    _shared(backend, "phone", limits.PHONE_NAMES)
    _shared(backend, "address_key", limits.ADDRESS_NAMES)
    [(phones, most_phone)] = backend.rows("SELECT count(*), max(names) FROM o_shared_phone")
    [(addresses, most_address)] = backend.rows("SELECT count(*), max(names) FROM o_shared_address_key")
    if phones or addresses:
        most = max(int(most_phone or 0), int(most_address or 0))
        progress.notice(
            SHARED_CONTACT(phones=int(phones), addresses=int(addresses), limit=limits.PHONE_NAMES, most=most)
        )
    for column in ("skeleton", "pinyin"):
        backend.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE o_common_{column} AS
            SELECT facet, {column}, count(DISTINCT node_id) AS bearers FROM o_noded
            WHERE credit_code IS NOT NULL OR detail = 1 OR (facet = 'union' AND detail = 2) GROUP BY ALL
            """
        )
    backend.execute(_PROFILES)


def _shared(backend: Backend, column: str, limit: int) -> None:
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_shared_{column} AS
        SELECT {column}, count(DISTINCT skeleton) AS names FROM o_mentions JOIN o_names USING (name_id)
        WHERE {column} IS NOT NULL AND facet = 'unit' GROUP BY ALL HAVING names > {limit}
        """
    )


def _list(expression: str, where: str = "") -> str:
    condition = f"{expression} IS NOT NULL" + (f" AND {where}" if where else "")
    # list(DISTINCT …) would build a hash table a group and column: a hundred times slower
    return f"coalesce(list_sort(list_distinct(list({expression}) FILTER ({condition}))), [])"


#: A name that says its county, whatever it leaves out or abbreviates.
_PLACED = "concat_ws('|', name_place, town, m.skeleton)"

_PROFILES = f"""
    CREATE OR REPLACE TEMP TABLE o_profiles AS
    SELECT node_id AS unique_id, facet, min(credit_code) AS code, {_list("m.code")} AS raws, {_list("flat")} AS flats,
           {_list("former_flat")} AS formers, {_list("core")} AS cores, {_list("m.skeleton")} AS skeletons,
           {_list("m.skeleton", "s.bearers = 1")} AS sole,
           {_list(_PLACED, "name_place <> '' AND right(name_place, 2) <> '00'")} AS placed,
           {_list("m.skeleton", "coalesce(s.bearers, 1) <= 2")} AS rare,
           {_list("m.skeleton", "s.bearers BETWEEN 3 AND 12")} AS uncommon,
           {_list("m.pinyin")} AS pinyins, {_list("m.pinyin", "coalesce(p.bearers, 1) <= 2")} AS rare_pinyins,
           {_list("markers")} AS markers, {_list("nullif(town, '')")} AS towns,
           bool_or(name_place <> '' AND town = '') AS placed_without_town,
           {_list("CASE WHEN length(place) >= 6 AND right(place, 2) <> '00' THEN left(place, 6) END")} AS counties,
           {_list("nullif(left(place, 4), '')", "place <> '330000'")} AS cities,
           {_list("representative")} AS representatives,
           {_list("phone", "phone NOT IN (SELECT phone FROM o_shared_phone)")} AS phones,
           {_list("address_key", "address_key NOT IN (SELECT address_key FROM o_shared_address_key)")} AS addresses,
           {_list("org_form")} AS forms, {_list("unit_number", "register = 'insurance'")} AS numbers,
           {_list("union_kind")} AS union_kinds,
           {_list("register", "detail = 1 AND register IN ('civil_affairs', 'market')")} AS records,
           min(credit_code) IS NULL AS weak,
           min(credit_code) IS NOT NULL OR bool_or(detail = 1) AS anchor
    FROM o_noded m
    LEFT JOIN o_common_skeleton s USING (facet, skeleton)
    LEFT JOIN o_common_pinyin p USING (facet, pinyin)
    GROUP BY node_id, facet
"""
