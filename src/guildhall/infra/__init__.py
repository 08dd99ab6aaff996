"""Django plumbing without a domain: ids, events, operations, crypto, the web edge. Knows no module above it."""
