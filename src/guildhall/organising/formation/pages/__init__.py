"""Pages of forming a union: what fits, the desk of those who form it, the file of the office that decides."""
