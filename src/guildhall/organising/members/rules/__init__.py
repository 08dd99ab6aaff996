"""Decisions of members: who may do what."""
