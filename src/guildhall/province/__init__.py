"""A synthetic province: registers as messy as real ones, with known truth and nobody real in them."""
