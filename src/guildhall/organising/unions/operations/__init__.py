"""Writing unions: registers at a time, records that are one union, the tree, terms, certificates, companies."""

from guildhall.organising.unions.operations.registering import (
    KIND,
    TWO_CODES,
    bulk_register,
    bulk_renew,
    join_unions,
    part_union,
    set_presences,
)

__all__ = ["KIND", "TWO_CODES", "bulk_register", "bulk_renew", "join_unions", "part_union", "set_presences"]
