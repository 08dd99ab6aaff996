"""Writes of the roster: bringing registers in, running, accepting; counting again what a change moved."""
