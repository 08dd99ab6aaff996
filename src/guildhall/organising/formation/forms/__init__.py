"""What is filled in while a union is being formed."""
