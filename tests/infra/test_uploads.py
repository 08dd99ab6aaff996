"""Files that are sent in lie on disk without a name, and what is too much is refused before it is read."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from guildhall.infra.uploads import UploadLimitMiddleware


def _sent(content: bytes) -> Any:
    return RequestFactory().post("/", {"file": _named("名单.csv", content)})


def _named(name: str, content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def test_a_file_has_no_name_on_disk_while_it_is_read() -> None:
    request = _sent(b"a,b\r\n" * 10_000)
    file = request.FILES["file"]
    # A number and no path: nothing of that name is in any folder.
    assert isinstance(file.file.name, int)
    assert os.fstat(file.file.fileno()).st_nlink == 0
    assert os.fstat(file.file.fileno()).st_dev == Path(settings.FILE_UPLOAD_TEMP_DIR).stat().st_dev
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []
    held = file.file
    assert held is not None
    assert held.read() == b"a,b\r\n" * 10_000
    request.close()
    assert held.closed


def test_the_folder_is_for_its_owner_alone() -> None:
    request = _sent(b"a")
    assert len(request.FILES) == 1
    request.close()
    assert Path(settings.FILE_UPLOAD_TEMP_DIR).stat().st_mode & 0o077 == 0


def test_too_much_is_refused_unread_by_whoever_it_was_for() -> None:
    asked: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        asked.append(request)
        return HttpResponse()

    middleware = UploadLimitMiddleware(view)
    with override_settings(GUILDHALL_UPLOAD_BYTES=2**20):
        fits, over = middleware(_sent(b"x" * 2**20)), middleware(_sent(b"x" * (2 * 2**20 + 1)))
    assert (fits.status_code, over.status_code, len(asked)) == (200, 413, 1)
    assert "超过 1 MB" in over.content.decode()
