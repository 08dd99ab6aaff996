"""Decisions of flows over values: whether a kind holds together, who may act, what a form lacks, clocks."""
