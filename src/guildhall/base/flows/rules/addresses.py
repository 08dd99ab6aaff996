"""Where pages of applications lie, for notices that lead to them."""

from __future__ import annotations

from uuid import UUID


def file_address(application_id: UUID) -> str:
    """The file of an application, for offices."""
    return f"/applications/{application_id}"


def own_address(application_id: UUID) -> str:
    """The same application, for whoever applied."""
    return f"/applications/own/{application_id}"
