"""Tables of unions: the tree and its history, terms and committees, certificates, companies."""

from guildhall.organising.unions.models.committees import Certificate, Committee, Due, Officer, Term
from guildhall.organising.unions.models.companies import CompanyGroup, CompanyLink, KeyEntry, KeyList
from guildhall.organising.unions.models.unions import Former, Presence, Succession, Union, UnionAlias

__all__ = [
    "Certificate",
    "Committee",
    "CompanyGroup",
    "CompanyLink",
    "Due",
    "Former",
    "KeyEntry",
    "KeyList",
    "Officer",
    "Presence",
    "Succession",
    "Term",
    "Union",
    "UnionAlias",
]
