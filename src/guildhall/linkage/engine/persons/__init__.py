"""Linking of persons: who is one and the same in the lists of insured people and of members."""
