"""How a union is formed, as data: four kinds that go the same way from the application to the roster.

The order of the steps is that of the Election Regulations and the Legal-person Measures; where no law gives a time,
there is no clock.
"""

from guildhall.organising.formation.flows.kinds import ALL, KIND_OF, KINDS_BY_FORM, CANDIDATES

__all__ = ["ALL", "CANDIDATES", "KINDS_BY_FORM", "KIND_OF"]
