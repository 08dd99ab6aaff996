"""DuckDB SQL twins of the kernel's text and identifier rules, so that a column never passes through Python row by row.

Every function takes an SQL expression (best the bare name of a column: it is repeated in the result) and returns one.
They are built from the kernel's own tables and patterns; tests hold both equal. NULL gives NULL, except that checks
give FALSE. Where the kernel returns "", text functions here return NULL.

Functions about identifiers want a cleaned code, as the readers stage it or `clean_code` makes it.
"""

from guildhall.linkage.columns.fingerprints import as_now, current_fingerprint, fingerprint
from guildhall.linkage.columns.numbers import (
    birth_date,
    birth_number_halves,
    birth_number_halves_valid,
    birth_number_valid,
    core15,
    credit_code_valid,
    first17,
    foreign_permanent_id_valid,
    id15,
    organisation_check_holds,
    person_id_kind,
    phone,
    phone_kind,
    residence_permit_valid,
    resident_id_valid,
    sex,
)
from guildhall.linkage.columns.places import (
    industry_section,
    place,
)
from guildhall.linkage.columns.text import (
    clean,
    clean_code,
    clean_person_name,
    literal,
    mask_name,
    mask_number,
    mask_phone,
    neutralise,
    organisation_name_key,
    person_name_key,
    plain_code,
    plain_person_name,
    plain_text,
    translated,
)

__all__ = [
    "as_now",
    "birth_date",
    "birth_number_halves",
    "birth_number_halves_valid",
    "birth_number_valid",
    "clean",
    "clean_code",
    "clean_person_name",
    "core15",
    "credit_code_valid",
    "current_fingerprint",
    "fingerprint",
    "first17",
    "foreign_permanent_id_valid",
    "id15",
    "industry_section",
    "literal",
    "mask_name",
    "mask_number",
    "mask_phone",
    "neutralise",
    "organisation_check_holds",
    "organisation_name_key",
    "person_id_kind",
    "person_name_key",
    "phone",
    "phone_kind",
    "place",
    "plain_code",
    "plain_person_name",
    "plain_text",
    "residence_permit_valid",
    "resident_id_valid",
    "sex",
    "translated",
]
