"""Two Django projects that pages are measured in: the product with an empty view in it, and one as Django starts it."""
