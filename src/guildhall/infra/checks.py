"""Checks that refuse to start an unsafe production: `guildhall serve` and `check --deploy` run them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def check_production(*_apps: Sequence[AppConfig] | None, **_options: Any) -> list[checks.CheckMessage]:
    """What production must have; each line says which setting to give."""
    if not settings.GUILDHALL_PRODUCTION:
        return []
    found: list[checks.CheckMessage] = []

    def refuse(number: int, message: str, hint: str) -> None:
        found.append(checks.Error(message, hint=hint, id=f"guildhall.E{number:03d}"))

    if settings.DEBUG:
        refuse(1, "DEBUG is on in production.", "Unset GUILDHALL_DEBUG.")
    if settings.SECRET_KEY == settings.GUILDHALL_DEVELOPMENT_SECRET or len(settings.SECRET_KEY) < 50:
        refuse(2, "The secret key is the development one or shorter than 50 characters.", "Set GUILDHALL_SECRET_KEY.")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        refuse(3, "Any host name would be answered.", "Set GUILDHALL_HOSTS to the names of this service.")
    key_file = Path(settings.GUILDHALL_KEY_FILE)
    if not key_file.is_file():
        refuse(
            4, "The file of encryption keys is not there.", "Set GUILDHALL_KEY_FILE; `guildhall keys new` makes one."
        )
    elif key_file.stat().st_mode & 0o077:
        refuse(5, "Others on this machine can read the encryption keys.", f"chmod 600 {key_file}")
    if not settings.SESSION_COOKIE_SECURE or not settings.CSRF_COOKIE_SECURE:
        refuse(6, "Cookies would travel without TLS.", "Unset GUILDHALL_INSECURE_COOKIES.")
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        refuse(7, "SQLite serves one machine and few writers.", "Set GUILDHALL_DATABASE to a PostgreSQL address.")
    if settings.GUILDHALL_DEMO:
        refuse(8, "Demonstration accounts with known passwords would be served.", "Unset GUILDHALL_DEMO.")
    return found
