"""Install packages where Python came without pip, as on Debian: fetch pip, check its hash, use it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

WHEEL = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def fetch(url: str, accept: str) -> bytes:
    if not url.startswith("https://"):
        raise SystemExit(f"not an https address: {url}")
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310 -- https only, checked above
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 -- https only, checked above
        content: bytes = answer.read()
    return content


def main(packages: list[str]) -> int:
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    listing = json.loads(fetch(index, "application/vnd.pypi.simple.v1+json"))
    address = next(file["url"] for file in listing["files"] if file["filename"] == WHEEL)
    content = fetch(urllib.parse.urljoin(index, address), "*/*")
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise SystemExit(f"{WHEEL} is not the file that was expected; nothing was installed")
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / WHEEL
        wheel.write_bytes(content)
        command = [sys.executable, f"{wheel}/pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        return subprocess.run(command, check=False).returncode  # noqa: S603 -- our own arguments


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
