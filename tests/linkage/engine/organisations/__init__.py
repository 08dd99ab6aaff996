"""Linking of organisations."""
