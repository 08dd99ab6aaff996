"""Writing organisations: registering, changing, closing, merging and splitting, standings."""

from guildhall.base.organisations.operations.identity import merge_organisations, split_organisation
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
    "merge_organisations",
    "register_organisation",
    "split_organisation",
]
