"""What every wing stands on: audit, places, people, organisations, accounts, files, notices, figures."""
