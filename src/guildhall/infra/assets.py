"""Style, script and icons: each asset is one or more files put together, named by what it holds, packed once a process.

No bundler (docs/adr/0016): settings.GUILDHALL_ASSETS says which files make which asset. A name changes when a byte
does, so browsers keep an asset for a year and never ask again.
"""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Asset:
    """What is sent for one address. `packed` is the same, gzipped."""

    address: str
    content_type: str
    body: bytes
    packed: bytes


def asset_address(name: str) -> str:
    """Where an asset is served: `guildhall.css` → `/static/guildhall.3f9c….css`. Raises KeyError for an unknown one."""
    return assets()[name].address


def assets() -> Mapping[str, Asset]:
    """Every asset by its name; read anew each time while DEBUG is on, else once."""
    return _build() if settings.DEBUG else _built()


@cache
def _built() -> Mapping[str, Asset]:
    return _build()


def _build() -> Mapping[str, Asset]:
    return MappingProxyType({name: _asset(name, files) for name, files in settings.GUILDHALL_ASSETS.items()})


def _asset(name: str, files: tuple[str, ...]) -> Asset:
    body = b"\n".join(_read(file) for file in files)
    path = PurePosixPath(name)
    address = f"/{settings.STATIC_URL.strip('/')}/{path.stem}.{sha256(body).hexdigest()[:12]}{path.suffix}"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))
    return Asset(address, f"{kind}; charset=utf-8" if text else kind, body, gzip.compress(body, mtime=0))


def _read(file: str) -> bytes:
    found = finders.find(file)
    if not isinstance(found, str):
        raise ImproperlyConfigured(f"no app ships the file {file}, which GUILDHALL_ASSETS names")
    return Path(found).read_bytes()


class AssetsMiddleware:
    """Answers the addresses of assets, before anything is opened or asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._prefix = f"/{settings.STATIC_URL.strip('/')}/"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self._prefix):
            return self._get_response(request)
        asset = next((one for one in assets().values() if one.address == request.path_info), None)
        return self._get_response(request) if asset is None else _answer(asset, request)


def _answer(asset: Asset, request: HttpRequest) -> HttpResponse:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if packed:
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(asset.packed if packed else asset.body, content_type=asset.content_type, headers=headers)
