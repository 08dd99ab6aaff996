"""Decisions of unions: who may do what."""
