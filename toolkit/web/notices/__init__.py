"""Notices, in the browser."""
