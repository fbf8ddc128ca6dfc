"""Readiness, in the browser."""
