"""The wing of organising: unions, members, forming, the roster."""
