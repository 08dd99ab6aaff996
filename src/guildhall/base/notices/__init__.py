"""Notices inside the product: what happened that somebody should know, told to accounts, read once.

Owns notices. Publishes nothing. Legal basis: none; what is stored of people is ids only (PIPL art. 6: no more than
needed), and notices go when their time is over.
"""
