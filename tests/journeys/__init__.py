"""Whole paths from files to answers, as an officer takes them, held to docs/formats.md."""
