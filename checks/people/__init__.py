"""Checks of the registers of people and vendors."""
