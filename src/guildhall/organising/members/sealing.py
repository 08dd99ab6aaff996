"""Tokens of member cards: short, signed, for a short time; and QR codes."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime, timedelta
from typing import Final

import segno
from django.utils.safestring import SafeString, mark_safe

from guildhall.infra.crypto import ring

#: How long a card that is shown can be verified: long enough to be scanned, too short to be passed on.
SHOWN_FOR: Final = timedelta(minutes=10)
_KIND: Final = "members.card"
_MAC: Final = 12


def card_token(card: str, at: datetime) -> str:
    """A token of a card that is shown now: number, minute of its end, and a keyed mark over both."""
    ends = int((at + SHOWN_FOR).timestamp()) // 60
    return f"{card}-{ends:x}-{_mark(card, ends)}"


def card_of(token: str, at: datetime) -> str | None:
    """The card's number; None where the token is not ours, was changed, or is over."""
    parts = token.split("-")
    if len(parts) < 3:
        return None
    card, minute, mark = parts[0], parts[1], "-".join(parts[2:])
    try:
        ends = int(minute, 16)
    except ValueError:
        return None
    if not hmac.compare_digest(mark.encode(), _mark(card, ends).encode()):
        return None
    return card if at < ends_at(ends) else None


def ends_at(minute: int) -> datetime:
    """The moment at which a token's minute is over."""
    return datetime.fromtimestamp(minute * 60, UTC)


def _mark(card: str, ends: int) -> str:
    digest = ring().blind(_KIND, f"{card}:{ends}")[:_MAC]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def qr_code(text: str) -> SafeString:
    """A QR code as SVG, dark on light whatever the theme, with the quiet zone that readers need."""
    drawn = segno.make(text, error="m").svg_inline(border=4, light="white", dark="black", svgclass="qr", omitsize=True)
    return mark_safe(drawn)  # noqa: S308 -- drawn by the library from modules, no text in it
