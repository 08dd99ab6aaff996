"""Accounts: who signs in, by password and one-time code, and which grants they hold, where and from when to when.

Owns accounts and grants; makes the `Actor` of a request. Publishes GrantGiven and GrantEnded; hears nothing.
"""
