"""Unions and the organisations that they stand in or cover.

Owns: unions, their presence in organisations. Knows organisations and places; does not know members or applications.
"""
