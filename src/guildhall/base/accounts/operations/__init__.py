"""Writing accounts: opening, putting aside, giving and ending roles, issuing and revoking tokens."""

from guildhall.base.accounts.operations.grants import end_grant, give_grant
from guildhall.base.accounts.operations.opening import (
    make_account,
    open_account,
    open_administrator,
    renew_password,
)
from guildhall.base.accounts.operations.standing import put_aside, restore
from guildhall.base.accounts.operations.tokens import TOKEN_DAYS, digest_of, issue_token, revoke_token

__all__ = [
    "TOKEN_DAYS",
    "digest_of",
    "end_grant",
    "give_grant",
    "issue_token",
    "make_account",
    "open_account",
    "open_administrator",
    "put_aside",
    "renew_password",
    "restore",
    "revoke_token",
]
