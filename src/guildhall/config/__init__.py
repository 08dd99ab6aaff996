"""Settings, addresses, the WSGI entry: the floor that knows everything."""
