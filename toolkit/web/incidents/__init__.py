"""Incidents, in the browser."""
