"""The audit: who did or read what, when, about whom, for what purpose. Append-only, sealed in batches, verifiable.

Owns entries and batches. Publishes and hears nothing. Legal basis: PIPL art. 51 and 54-56, GB/T 35273-2020 11.3.
"""
