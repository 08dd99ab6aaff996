"""Organisations: employers of every legal form, their names, place, facts with their sources, and dated standings.

Owns organisations, former names, aliases and standings. Publishes OrganisationRegistered, OrganisationsRegistered,
OrganisationsMerged, OrganisationSplit, OrganisationClosed, StandingGiven, StandingEnded; hears PlaceAbolished.
Legal basis: GB 32100-2015 (credit codes); ratings and lists name theirs in each standing.
"""
