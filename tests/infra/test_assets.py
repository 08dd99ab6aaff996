"""Assets: named by what they hold, kept for a year, packed for whoever can unpack."""

from __future__ import annotations

import gzip
from hashlib import sha256

from django.conf import settings
from django.test import Client

from guildhall.infra.assets import asset_address, assets


def test_address_carries_the_hash_of_the_content(client: Client) -> None:
    asset = assets()["guildhall.css"]
    assert asset.address == f"/static/guildhall.{sha256(asset.body).hexdigest()[:12]}.css"
    plain = client.get(asset.address)
    assert (plain.status_code, plain.content) == (200, asset.body)
    assert plain["Content-Type"] == "text/css; charset=utf-8"
    assert plain["Cache-Control"] == "public, max-age=31536000, immutable"
    packed = client.get(asset.address, headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == asset.body


def test_an_address_of_another_content_is_not_there(client: Client) -> None:
    assert client.get("/static/guildhall.000000000000.css").status_code == 404


def test_every_asset_of_the_settings_is_served(client: Client) -> None:
    statuses = {name: client.get(asset_address(name)).status_code for name in settings.GUILDHALL_ASSETS}
    assert statuses == dict.fromkeys(settings.GUILDHALL_ASSETS, 200)


def test_what_every_page_loads_stays_small() -> None:
    # With a page of 30 KiB this is far below the 120 KiB that a first page may cost.
    assert sum(len(asset.packed) for asset in assets().values()) < 40 * 1024
