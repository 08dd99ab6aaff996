"""Decisions of the audit: what an entry is as bytes, how batches chain, who may read it."""
