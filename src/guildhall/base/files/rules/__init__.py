"""Decisions about files: what is taken in."""
