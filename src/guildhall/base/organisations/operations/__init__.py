"""Writing organisations: registering, changing, closing, merging and splitting, standings."""

from guildhall.base.organisations.operations.identity import (
    join_organisations,
    merge_organisations,
    part_organisation,
    split_organisation,
)
from guildhall.base.organisations.operations.registering import (
    bulk_register,
    change_organisation,
    close_organisation,
    register_organisation,
)
from guildhall.base.organisations.operations.renewing import bulk_renew
from guildhall.base.organisations.operations.standings import end_standing, give_standing

__all__ = [
    "bulk_register",
    "bulk_renew",
    "change_organisation",
    "close_organisation",
    "end_standing",
    "give_standing",
    "join_organisations",
    "merge_organisations",
    "part_organisation",
    "register_organisation",
    "split_organisation",
]
