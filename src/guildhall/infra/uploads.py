"""Files that are sent in: on disk while they arrive, never in memory; too much is refused before any of it is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse

from guildhall.infra.edge import refusal
from guildhall.kernel.errors import MessageKind, Refused

TOO_LARGE: Final = MessageKind(
    "uploads.too_large",
    "送来的内容超过 {most} MB，没有收下。请分几次放入，或把文件拆开。",
    "More than {most} MB were sent at once; nothing was kept. Bring the files in a few at a time, or split them.",
)
#: What a form takes beside its files, in bytes.
_AROUND: Final = 2**20
_CHUNK: Final = 2**20


class TooLarge(Refused):
    """More was sent than is taken (RFC 9110 15.5.14)."""

    status = 413


class UnnamedUploads(FileUploadHandler):
    """Each file on disk, from its first byte and without a name: a process that is killed leaves nothing in clear."""

    file: UploadedFile[Any]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 -- closed with the request
        self.file = UploadedFile(held, self.file_name, self.content_type, 0, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        if getattr(self, "file", None) is not None:
            self.file.close()


class UploadLimitMiddleware:
    """Refuses a request that says it is too large, before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.GUILDHALL_UPLOAD_BYTES
        if not sent.isdigit() or int(sent) <= most + _AROUND:
            return self._get_response(request)
        # A browser hears an answer only once it has sent all; what arrives is let go chunk by chunk.
        left = int(sent)
        while left > 0 and (chunk := request.read(min(_CHUNK, left))):
            left -= len(chunk)
        return refusal(request, TooLarge(TOO_LARGE(most=most // 2**20)))
