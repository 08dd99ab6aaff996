"""What is filled in about unions."""
