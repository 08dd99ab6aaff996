"""Settings, by environment (docs/settings.md lists every variable). Development needs none; production is checked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import dj_database_url

_env: Final = os.environ


def _flag(name: str) -> bool:
    return _env.get(name, "").lower() in {"1", "true", "yes", "on"}


def _list(name: str) -> list[str]:
    return [part.strip() for part in _env.get(name, "").split(",") if part.strip()]


# --- ours ------------------------------------------------------------------------------------------------------------

PACKAGE: Final = Path(__file__).resolve().parents[1]
#: Everything that an installation keeps on disk beside its database.
GUILDHALL_DATA = Path(_env.get("GUILDHALL_DATA", "var")).absolute()
GUILDHALL_PRODUCTION = _flag("GUILDHALL_PRODUCTION")
GUILDHALL_DEMO = _flag("GUILDHALL_DEMO")
GUILDHALL_KEY_FILE = _env.get("GUILDHALL_KEY_FILE", str(GUILDHALL_DATA / "keys.json"))
GUILDHALL_DEVELOPMENT_SECRET: Final = "development only: sessions made with this key are worth nothing"  # noqa: S105 -- refused in production
GUILDHALL_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
#: Rows a page of a list.
GUILDHALL_PAGE_ROWS = 50
#: The most that may be sent in at once, in bytes.
GUILDHALL_UPLOAD_BYTES = 512 * 2**20
FILE_UPLOAD_HANDLERS = ["guildhall.infra.uploads.UnnamedUploads"]
#: Not the system's folder for passing files, which may lie in memory.
FILE_UPLOAD_TEMP_DIR = GUILDHALL_DATA / "arriving"

# --- Django ----------------------------------------------------------------------------------------------------------

DEBUG = _flag("GUILDHALL_DEBUG")
SECRET_KEY = _env.get("GUILDHALL_SECRET_KEY", GUILDHALL_DEVELOPMENT_SECRET)
ALLOWED_HOSTS = _list("GUILDHALL_HOSTS") or ([] if GUILDHALL_PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = _list("GUILDHALL_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "ninja",
    "guildhall.infra",
    "guildhall.base.audit",
    "guildhall.base.places",
    "guildhall.base.people",
    "guildhall.base.organisations",
    "guildhall.base.accounts",
    "guildhall.base.files",
    "guildhall.base.figures",
    "guildhall.base.notices",
    "guildhall.base.flows",
    "guildhall.organising.unions",
    "guildhall.organising.members",
    "guildhall.organising.formation",
    "guildhall.organising.roster",
    "guildhall.portal",
]
AUTH_USER_MODEL = "accounts.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "guildhall.config.urls"
WSGI_APPLICATION = "guildhall.config.wsgi.application"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "guildhall.infra.assets.AssetsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guildhall.infra.edge.EdgeMiddleware",
    "guildhall.infra.uploads.UploadLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "guildhall.base.accounts.middleware.FirstThingsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the apps' own: the pages of allauth are ours.
        "DIRS": [PACKAGE / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guildhall.infra.pages.page_context",
            ],
            "builtins": [
                "guildhall.infra.templatetags.guildhall",
                "guildhall.portal.templatetags.pieces",
                "guildhall.portal.templatetags.frame",
            ],
        },
    }
]

_database = dj_database_url.parse(
    _env.get("GUILDHALL_DATABASE", f"sqlite:///{GUILDHALL_DATA / 'guildhall.sqlite3'}"), conn_max_age=60
)
if "sqlite" in _database["ENGINE"]:
    # Two writers under SQLite's default transactions fail; IMMEDIATE ones wait for each other.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;",
    }
DATABASES: dict[str, Any] = {"default": _database}
#: Lock-outs and rate limits count across processes, so they stand in the database, too.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "infra_cache"}}

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
#: What pages load, put together from files that apps ship; its address carries a hash of what it holds (infra.assets).
GUILDHALL_ASSETS = {
    "guildhall.css": tuple(
        f"guildhall/{name}.css"
        for name in (
            *("tokens", "text", "shell", "forms", "figures", "tiles", "marks", "lists", "wizard", "members", "print"),
        )
    ),
    "guildhall.js": ("guildhall/page.js", "guildhall/worklist.js", "guildhall/upload.js", "guildhall/signature.js"),
    "htmx.js": ("django_htmx/htmx-2.min.js",),
    "icon.svg": ("guildhall/icon.svg",),
}
#: Whatever else libraries ship is served straight from them.
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- who one is ------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "display_name")}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "guildhall.base.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
#: Behind a proxy, limits count the address that it names and not its own (X-Forwarded-For, the last entry).
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _flag("GUILDHALL_BEHIND_PROXY") else 0
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "guildhall.base.accounts.adapter.CodeAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Guildhall 工家"

_secure = GUILDHALL_PRODUCTION and not _flag("GUILDHALL_INSECURE_COOKIES")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _secure else 0
SECURE_SSL_REDIRECT = _secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("GUILDHALL_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "guildhall.portal.pages.stale"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["error"], "level": "INFO"},
    # They name the characters of the documents that they set, and so of people.
    "loggers": {"fontTools": {"level": "ERROR"}, "fpdf": {"level": "ERROR"}},
}
