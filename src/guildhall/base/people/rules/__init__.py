"""Decisions about people: what a record must hold, which may be one, who may do what."""
