"""Files that people send in or that the product makes: content-addressed, limited, encrypted at rest.

Owns stored files and blobs. Publishes and hears nothing. Who may open a file is for the module that asked for it.
Legal basis: PIPL art. 51 (encryption), art. 19 and 47 (no longer than needed).
"""
