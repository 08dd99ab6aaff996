"""Pages of applications: the queue and the file of offices, one's own applications, tracking."""
