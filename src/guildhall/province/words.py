"""Words that names of organisations and addresses are composed of (data/organisation-words.yaml)."""

from __future__ import annotations

from typing import Final

from guildhall.province.word_lists import characters, entries, load

_WORDS: Final = load("organisation-words.yaml")

TRADE_NAME: Final = characters(_WORDS, "trade_name_characters")
GENTLE: Final = characters(_WORDS, "gentle_first")
GENTLE_SECOND: Final = characters(_WORDS, "gentle_second")
#: tail of a social service institution, GB/T 4754 section, supervising authority, weight
SERVICES: Final = entries(_WORDS, "services")
#: field of an association, section, authority
FIELDS: Final = entries(_WORDS, "fields")
ASSOCIATION_TAILS: Final = tuple(_WORDS["association_tails"].split())
FOUNDATION_TAILS: Final = tuple(_WORDS["foundation_tails"].split())
#: trade of an enterprise, section, weight
TRADES: Final = entries(_WORDS, "trades")
#: tail of a sole trader, section
SHOP_TAILS: Final = entries(_WORDS, "shops")
BRANCHES: Final = tuple(_WORDS["branches"].split())
ROADS: Final = tuple(_WORDS["roads"].split())
ROAD_TAILS: Final = tuple(_WORDS["road_tails"].split())
BUILDINGS: Final = tuple("" if b == "none" else b for b in _WORDS["buildings"].split())
HOSTS: Final = tuple(_WORDS["hosts"].split())
ENTERPRISE_HOSTS: Final = tuple(_WORDS["enterprise_hosts"].split())
