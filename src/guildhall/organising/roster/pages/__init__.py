"""Pages of the roster, one file a concern."""
