"""Decisions about organisations: what a record must hold, which may be one, who may do what."""
