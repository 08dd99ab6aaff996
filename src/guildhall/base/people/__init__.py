"""People: who somebody is, whatever records say so; documents and phones sealed; merged and split without loss.

Owns persons, former names, documents, phones and aliases. Publishes PersonAdmitted, PeopleAdmitted, PeopleMerged,
PersonSplit, PersonErased; hears nothing. Legal basis: PIPL arts 6, 13, 28-30, 44-47, 51; GB/T 35273-2020 7.1, 7.2,
11.3.
"""
