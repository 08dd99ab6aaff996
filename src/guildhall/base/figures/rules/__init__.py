"""Decisions of figures: who reads, takes and publishes them, what adds up to what, what must not be published."""
