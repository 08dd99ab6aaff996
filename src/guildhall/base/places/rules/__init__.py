"""Decisions about places: paths, succession, the ids of shipped places, who may change them."""
