"""What officers fill in around the roster, one file a concern."""
