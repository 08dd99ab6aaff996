"""What the pieces of a page are made of: frozen values that any module may fill; the portal's templates show them.

Pure: no Django. docs/pieces.md shows each with its tag. `Text` is a plain string (a name, a number already masked) or
anything with both languages (`Words`, `Message`).
"""
