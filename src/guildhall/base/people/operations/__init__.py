"""Writing people: admitting, changing, merging and splitting, reading numbers in clear, erasing, rotating keys."""

from guildhall.base.people.operations.admitting import admit_person, bulk_admit
from guildhall.base.people.operations.changing import (
    add_document,
    add_phone,
    change_person,
    end_document,
    end_phone,
)
from guildhall.base.people.operations.identity import join_people, merge_people, part_person, split_person
from guildhall.base.people.operations.privacy import (
    erase_person,
    look_at_person,
    reseal_keys,
    search_people,
    unmask,
    unmask_own,
)
from guildhall.base.people.operations.renewing import bulk_renew

__all__ = [
    "add_document",
    "add_phone",
    "admit_person",
    "bulk_admit",
    "bulk_renew",
    "change_person",
    "end_document",
    "end_phone",
    "erase_person",
    "join_people",
    "look_at_person",
    "merge_people",
    "part_person",
    "reseal_keys",
    "search_people",
    "split_person",
    "unmask",
    "unmask_own",
]
