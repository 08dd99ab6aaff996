"""Linking of persons."""
