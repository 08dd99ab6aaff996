"""Decisions of members: who may join where, what becomes of a membership, dues, history, who may do what."""
