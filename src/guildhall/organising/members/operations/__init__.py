"""Writing memberships: registers at a time, joining, changes, transfers."""

from guildhall.organising.members.operations.applying import apply_to_join, end_invitation, invite
from guildhall.organising.members.operations.batch import bring_batch, confirm_batch, discard_batch
from guildhall.organising.members.operations.changing import (
    change_all,
    confirm_membership,
    correct,
    deem_left,
    expel,
    leave,
    resume,
    retain,
)
from guildhall.organising.members.operations.joining import join, join_all
from guildhall.organising.members.operations.looking import look_at_memberships
from guildhall.organising.members.operations.moving import keep_memberships, move_memberships
from guildhall.organising.members.operations.registers import set_memberships
from guildhall.organising.members.operations.transferring import (
    agree,
    agree_all,
    ask_own_transfer,
    ask_transfer,
    call_transfer,
    offer_transfers,
    refuse_transfer,
    take_silence,
    withdraw_transfer,
)

__all__ = [
    "agree",
    "agree_all",
    "apply_to_join",
    "ask_own_transfer",
    "ask_transfer",
    "bring_batch",
    "call_transfer",
    "change_all",
    "confirm_batch",
    "confirm_membership",
    "correct",
    "deem_left",
    "discard_batch",
    "end_invitation",
    "expel",
    "invite",
    "join",
    "join_all",
    "keep_memberships",
    "leave",
    "look_at_memberships",
    "move_memberships",
    "offer_transfers",
    "refuse_transfer",
    "resume",
    "retain",
    "set_memberships",
    "take_silence",
    "withdraw_transfer",
]
