"""The JSON interface's routes."""
