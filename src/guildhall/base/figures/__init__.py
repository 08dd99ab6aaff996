"""Figures: indicators as data, their values live from records, their snapshots, and what of them is public.

Owns the register of indicators, snapshots with their cells, publications with theirs. Publishes SnapshotTaken and
SnapshotPublished. Legal basis: Statistics Law (2009 text) art. 25: what a single respondent could be told from is
not disclosed; the threshold is the parameter `suppress_below`.
"""
