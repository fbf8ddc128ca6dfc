"""What to do about the weakest path, as people and programs read it."""
