"""Writing applications: drafts and papers, acts, handing on and opinions, clocks that run out, what is let go."""

from guildhall.base.flows.operations.acting import act, act_as_applicant, act_on_several, advance
from guildhall.base.flows.operations.drafting import attach, attach_as_office, detach, discard_draft, save_draft, start
from guildhall.base.flows.operations.handing import ask_opinion, delegate, give_opinion, hand_on, take_back
from guildhall.base.flows.operations.reading import look_at_application, look_at_own_paper, look_at_paper, track
from guildhall.base.flows.operations.tending import escalate_overdue, forget_expired, recompute_deadlines

__all__ = [
    "act",
    "act_as_applicant",
    "act_on_several",
    "advance",
    "ask_opinion",
    "attach",
    "attach_as_office",
    "delegate",
    "detach",
    "discard_draft",
    "escalate_overdue",
    "forget_expired",
    "give_opinion",
    "hand_on",
    "look_at_application",
    "look_at_own_paper",
    "look_at_paper",
    "recompute_deadlines",
    "save_draft",
    "start",
    "take_back",
    "track",
]
