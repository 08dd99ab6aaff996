"""Decisions of the roster: who may do what, which organisations count, what a run proposes."""
