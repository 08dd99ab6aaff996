"""What is known of each node, an exactly linked group of mentions, in narrow tables: for blocking and for profiles.

`o_node_states`, one row a node: node_id (smallest mention), facet, code (valid, or NULL), weak (no valid code: only
such nodes need comparing), anchor (stands in a register of units, or has a code).
`o_node_names` (node_id, name_id, registered), distinct: a name it bears, and whether it does so in a register, in a
union's own list or beside a valid code.
`o_node_facts` (node_id, what, value), distinct: anything else, of the kinds in `FACTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from guildhall.kernel.errors import MessageKind
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Facet, Progress, Role
from guildhall.linkage.engine import limits

SHARED_CONTACT = MessageKind(
    "organisations.shared_contact",
    "{phones} 个电话、{addresses} 个地址各被 {limit} 家以上单位共用（最多的一个 {most} 家），不作为同一单位的依据。",
    "{phones|phone number|phone numbers} and {addresses|address|addresses} are each shared by more than {limit} "
    "organisations (one by "
    "{most}) and are not used as evidence.",
)

#: SQL over `o_names`: a name that says its county, whatever it leaves out or abbreviates; and whether it says one.
PLACED_NAME: Final = "concat_ws('|', place, town, skeleton)"
COUNTY_IN_NAME: Final = "place <> '' AND right(place, 2) <> '00'"

#: Kind of fact → SQL over `o_mentions m`, its name `n` and its former name `f` in `o_names`; NULL: not said.
FACTS: Mapping[str, str] = MappingProxyType(
    {
        "code": "m.code",  # as typed, valid or not
        "former": "f.flat",
        "county": "CASE WHEN length(m.place) >= 6 AND right(m.place, 2) <> '00' THEN left(m.place, 6) END",
        "city": "CASE WHEN m.place <> '330000' THEN nullif(left(m.place, 4), '') END",
        "representative": "m.representative",
        "phone": "CASE WHEN m.phone NOT IN (SELECT phone FROM o_shared_phone) THEN m.phone END",
        "address": "CASE WHEN m.address_key NOT IN (SELECT address_key FROM o_shared_address_key) "
        "THEN m.address_key END",
        "form": "m.org_form",
        "number": "CASE WHEN m.register = 'insurance' THEN m.unit_number END",
        "union_kind": f"CASE WHEN m.facet = '{Facet.UNION}' THEN coalesce(n.union_kind, 'single') END",
        # registers of record that list it
        "record": "CASE WHEN m.detail = 1 AND m.register IN ('civil_affairs', 'market') THEN m.register END",
    }
)


#: Of the rows that name a unit in one way and a union beside it, so many must name one union for it to say anything.
_ONE_UNION: Final = 0.8
#: mention_id of a unit, and the node of the union that its rows name.
_UNIONS: Final = f"""
    SELECT e.mention_id, n.node_id AS union_node
    FROM org_rows e JOIN org_rows u USING (row_id) JOIN o_nodes n ON n.mention_id = u.mention_id
    WHERE e.role IN ('{Role.EMPLOYER}', '{Role.COVERED_EMPLOYER}') AND u.role = '{Role.UNION}'
    GROUP BY e.mention_id, n.node_id QUALIFY count(*) >= {_ONE_UNION} * sum(count(*)) OVER (PARTITION BY e.mention_id)
"""


def describe_nodes(backend: Backend, progress: Progress) -> None:
    """Make `o_node_states`, `o_node_names`, `o_node_facts` from `o_mentions`, `o_names`, `o_nodes`.

    `o_nodes` (mention_id, node_id). Also `o_shared_phone` and `o_shared_address_key`: what too many units have.
    """
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_node_states AS
        SELECT node_id, any_value(facet) AS facet, min(credit_code) AS code, min(credit_code) IS NULL AS weak,
               min(credit_code) IS NOT NULL OR bool_or(detail = 1) AS anchor
        FROM o_nodes JOIN o_mentions USING (mention_id) GROUP BY node_id
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_node_names AS
        SELECT node_id, name_id, bool_or(credit_code IS NOT NULL OR detail = 1
                                         OR (facet = '{Facet.UNION}' AND detail = 2)) AS registered
        FROM o_nodes JOIN o_mentions USING (mention_id) WHERE name_id IS NOT NULL GROUP BY node_id, name_id
        """
    )
    _shared_contacts(backend, progress)
    facts = " UNION ALL ".join(
        f"SELECT node_id, '{what}' AS what, {value} AS value FROM o_nodes JOIN o_mentions m USING (mention_id)"
        + (" LEFT JOIN o_names n USING (name_id)" if "n." in value else "")
        + (" JOIN o_names f ON f.name_id = m.former_id" if value.startswith("f.") else "")
        for what, value in FACTS.items()
    )
    facts += f"""
        UNION ALL
        SELECT node_id, 'union', CAST(union_node AS VARCHAR) FROM ({_UNIONS}) JOIN o_nodes USING (mention_id)"""
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_node_facts AS
        SELECT DISTINCT node_id, what, value FROM ({facts}) WHERE value IS NOT NULL
        """
    )


def _shared_contacts(backend: Backend, progress: Progress) -> None:
    for column, limit in (("phone", limits.PHONE_NAMES), ("address_key", limits.ADDRESS_NAMES)):
        backend.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE o_shared_{column} AS
            SELECT {column}, count(DISTINCT skeleton) AS names FROM o_mentions JOIN o_names USING (name_id)
            WHERE {column} IS NOT NULL AND facet = '{Facet.UNIT}' GROUP BY ALL HAVING names > {limit}
            """
        )
    [(phones, most_phone)] = backend.rows("SELECT count(*), max(names) FROM o_shared_phone")
    [(addresses, most_address)] = backend.rows("SELECT count(*), max(names) FROM o_shared_address_key")
    if phones or addresses:
        most = max(int(most_phone or 0), int(most_address or 0))
        progress.notice(
            SHARED_CONTACT(phones=int(phones), addresses=int(addresses), limit=limits.PHONE_NAMES, most=most)
        )
