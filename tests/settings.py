"""Settings of the tests: the product's own, with a database in memory or the one that GUILDHALL_DATABASE names."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from guildhall.config.settings import *  # noqa: F403 -- all of them
from guildhall.config.settings import DATABASES

_folder = Path(tempfile.mkdtemp(prefix="guildhall-tests-"))
GUILDHALL_DATA = _folder
FILE_UPLOAD_TEMP_DIR = _folder / "arriving"
GUILDHALL_KEY_FILE = str(_folder / "keys.json")
#: A ring that never changes, so that blind indexes in tests are repeatable.
Path(GUILDHALL_KEY_FILE).write_text(
    json.dumps(
        {
            "keys": {"1": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="},
            "current": 1,
            "index": "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=",
            "signing": "Q0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0M=",
        }
    )
)
if "GUILDHALL_DATABASE" not in os.environ:
    # A file and not memory: threads of one test must see one database, as processes do.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
GUILDHALL_PAGE_ROWS = 3
