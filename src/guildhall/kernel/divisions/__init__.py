"""Places by GB/T 2260 code: province, city, county, township; former codes; places named in a text."""

from guildhall.kernel.divisions.names import find_in_text
from guildhall.kernel.divisions.table import (
    PROVINCE,
    Division,
    Level,
    Successor,
    all_codes,
    ancestors,
    by_code,
    cities,
    counties,
    county_of,
    current_code,
    level_of,
    name_of,
    path_name,
    successors,
    townships_of,
)

__all__ = [
    "PROVINCE",
    "Division",
    "Level",
    "Successor",
    "all_codes",
    "ancestors",
    "by_code",
    "cities",
    "counties",
    "county_of",
    "current_code",
    "find_in_text",
    "level_of",
    "name_of",
    "path_name",
    "successors",
    "townships_of",
]
