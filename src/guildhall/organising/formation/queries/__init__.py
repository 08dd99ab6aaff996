"""Reading unions being formed."""

from guildhall.organising.formation.queries.cases import ballots_of, case_of, own_view_of, plan_of, view_for

__all__ = ["ballots_of", "case_of", "own_view_of", "plan_of", "view_for"]
