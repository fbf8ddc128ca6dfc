"""Breach readiness, for people and for programs."""
