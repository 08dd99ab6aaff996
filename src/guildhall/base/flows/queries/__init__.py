"""Reading applications: the queue, one's own, where one is, what lies before one, how long offices take."""

from guildhall.base.flows.queries.applicants import applicant_of, remember
from guildhall.base.flows.queries.files import application_view, own_view
from guildhall.base.flows.queries.names import application_numbers, line_of
from guildhall.base.flows.queries.own import draft_of, drafts_of, own_applications
from guildhall.base.flows.queries.queue import opinions_open, queue, waiting_count
from guildhall.base.flows.queries.rehearsal import median_days, rehearse

__all__ = [
    "applicant_of",
    "application_numbers",
    "application_view",
    "draft_of",
    "drafts_of",
    "line_of",
    "median_days",
    "opinions_open",
    "own_applications",
    "own_view",
    "queue",
    "rehearse",
    "remember",
    "waiting_count",
]
