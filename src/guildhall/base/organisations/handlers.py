"""What organisations do when lower modules tell something."""

from __future__ import annotations

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.organisations.models import Organisation
from guildhall.base.places.events import PlaceAbolished


def follow_successor(event: PlaceAbolished) -> None:
    """Organisations of an abolished place that went to one other as a whole now lie there.

    Where it was divided they stay until somebody says to which part each belongs.
    """
    if event.sole_successor_id is None:
        return
    moved = Organisation.objects.filter(place=event.place_id).update(place=event.sole_successor_id)
    if moved:
        thing = Thing("places.place", event.place_id)
        record(None, "organisations.follow", thing, at=event.at, fields=["place"], count=moved)
