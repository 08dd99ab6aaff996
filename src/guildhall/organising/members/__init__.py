"""Who is a member of which union.

Owns: memberships. Knows unions and people; does not know rosters or applications.
"""
