"""Writing unions: registers at a time, the tree, terms, certificates, companies."""

from guildhall.organising.unions.operations.registering import bulk_register, bulk_renew, set_presences

__all__ = ["bulk_register", "bulk_renew", "set_presences"]
