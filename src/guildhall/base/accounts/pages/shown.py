"""Accounts and grants as the pieces of pages say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.urls import reverse

from guildhall.base.accounts.contracts import AccountSummary, GrantSummary
from guildhall.base.accounts.queries import accounts_of_person
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Column, Filter, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Instead, Notice, Option
from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import ROLE_WORDS, Actor, Role
from guildhall.kernel.words import Words

#: What the filter of the list sends → whether accounts may sign in.
STATES: Final[Mapping[str, bool]] = MappingProxyType({"active": True, "aside": False})
_STATE_WORDS: Final = {
    "": Words("全部", "all"),
    "active": Words("在用", "in use"),
    "aside": Words("已停用", "put aside"),
}
#: Roles that a row of the list names; how many more there are is said.
_NAMED: Final = 3
_TITLE: Final = Words("账号", "Accounts")
_COLUMNS: Final = (
    Column(Words("姓名", "Name")),
    Column(Words("登录名", "Sign-in name")),
    Column(Words("岗位", "Roles")),
    Column(Words("状态", "State")),
)
NOT_WHOLE: Final = Notice(
    Words(
        "这个账号在您的范围之外还有岗位：停用和换密码要由上一级管理员来办。",
        "The account has roles outside your area: only the administrator above puts it aside or gives a new password.",
    )
)
_NOBODY: Final = Instead(
    Blank.EMPTY,
    Words("没有这样的账号", "There is no such account"),
    Words("换个条件，或者新开一个。", "Change what is asked for, or open a new one."),
)


def role_of(grant: GrantSummary) -> Words:
    """A grant in words: 海曙区 · 经办."""
    role = ROLE_WORDS[grant.role]
    return Words(f"{grant.place} · {role.zh}", f"{grant.place} · {role.en}") if grant.place else role


def roles_of(account: AccountSummary) -> Words | None:
    """The roles of an account in words; None where it has none."""
    roles = [role_of(grant) for grant in account.grants]
    if not roles:
        return None
    more = len(roles) - _NAMED
    return Words(
        "、".join(role.zh for role in roles[:_NAMED]) + (f"，另有 {more} 个" if more > 0 else ""),
        ", ".join(role.en for role in roles[:_NAMED]) + (f" and {more} more" if more > 0 else ""),
    )


def work_list(accounts: Sequence[AccountSummary], pager: Pager, state: str, role: str) -> WorkList:
    """The list of accounts with its filters."""
    states = [Option(value, words, is_chosen=value == state) for value, words in _STATE_WORDS.items()]
    roles = [Option("", Words("全部", "all"), is_chosen=not role)]
    roles += [Option(one.value, ROLE_WORDS[one], is_chosen=one.value == role) for one in Role]
    filters = (Filter("state", Words("状态", "State"), states), Filter("role", Words("岗位", "Role"), roles))
    return WorkList(
        _TITLE,
        _COLUMNS,
        _rows(accounts),
        pager,
        filters=filters,
        clear_href=reverse("accounts:list") if state or role else "",
        instead=_NOBODY,
    )


def person_part(actor: Actor, person_id: UUID) -> tuple[Text, object] | None:
    """What accounts add to a person's page: the account that is theirs, for those who manage it."""
    found = accounts_of_person(actor, person_id)
    if not found:
        return None
    pager = Pager(Count(len(found)))
    return "", WorkList(Words("账号", "Account"), _COLUMNS, _rows(found), pager, id="account")


def found_list(accounts: Sequence[AccountSummary]) -> WorkList:
    """What a search found."""
    pager = Pager(Count(len(accounts)), first=1 if accounts else 0, last=len(accounts))
    return WorkList(_TITLE, _COLUMNS, _rows(accounts), pager, clear_href=reverse("accounts:list"), instead=_NOBODY)


def _rows(accounts: Sequence[AccountSummary]) -> list[Row]:
    return [
        Row(
            str(one.id),
            (one.display_name, one.username, roles_of(one), _STATE_WORDS["active" if one.is_active else "aside"]),
            label=one.display_name,
            href=reverse("accounts:account", args=[one.id]),
        )
        for one in accounts
    ]
