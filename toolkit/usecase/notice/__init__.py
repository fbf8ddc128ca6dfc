"""Notices of an incident: drafted, filled, looked at, approved by two people for exact bytes, written out."""
