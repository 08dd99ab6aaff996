"""Unions: the tree that they stand in, what they were, the organisations that they stand in or cover, who leads them.

Owns: unions with history and presence, terms, committees, officers, certificates, groups of companies, key lists. Knows
people, organisations, places, accounts and notices; does not know members or applications.
"""
