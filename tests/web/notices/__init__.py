"""The notices room, through Django's test client."""
