"""Forming a union, from the application to the roster.

Owns: what is put together while a union is being formed (candidates, meetings, elections, documents), and the rules by
which it may come about.
"""
