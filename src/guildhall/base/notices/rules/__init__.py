"""Decisions of notices: what may be stored of one."""
