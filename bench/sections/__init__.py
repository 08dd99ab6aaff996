"""One module a section: `run(options) -> Result`."""
