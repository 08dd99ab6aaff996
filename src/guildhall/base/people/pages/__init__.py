"""Pages of people. Every answer is kept by nobody: `never_cache`."""
