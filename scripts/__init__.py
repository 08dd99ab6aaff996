"""Commands for those who work on the house: set-up, the demonstration, lists that are generated."""
