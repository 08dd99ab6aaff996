"""Accounts and their grants."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role, ScopeKind


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by their sign-in name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """Who signs in. `is_active` false: may not; nothing is deleted, the audit still names them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    person_id = models.UUIDField(null=True, unique=True)
    must_use_code = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    made_by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "accounts_account"
        indexes = [
            models.Index(
                fields=["made_by_id"], name="accounts_account_made_by", condition=models.Q(made_by_id__isnull=False)
            )
        ]


class Grant(models.Model):
    """One role in one scope for a time; `ends_on` is the first day that it no longer holds.

    One that ends on the day it begins never held: it was taken back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    scope_kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ScopeKind])
    scope_id = models.UUIDField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    given_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "accounts_grant"
        constraints = [
            models.CheckConstraint(
                name="accounts_grant_period",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.UniqueConstraint(
                name="accounts_grant_once",
                fields=["account", "role", "scope_kind", "scope_id", "starts_on"],
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=models.F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["scope_id", "account"], name="accounts_grant_scope")]


class ApiToken(models.Model):
    """A program's way in for an account. Only the digest of its secret is kept; `permissions`: codes it may use."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=32, unique=True)
    permissions = models.JSONField()
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_token"
