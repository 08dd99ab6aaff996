"""Writing unions being formed: what each step of the flow does, and what is put together between the steps."""
