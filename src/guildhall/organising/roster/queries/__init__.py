"""Reads of the roster, one file a concern."""
