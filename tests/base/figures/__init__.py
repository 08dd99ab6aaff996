"""Tests of figures: rules by property, snapshots, pages, public tables."""
