"""Decisions of accounts: who may do what."""
