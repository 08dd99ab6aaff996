"""Unions: the tree, terms, certificates, companies."""
