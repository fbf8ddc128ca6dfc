"""The house for people without a terminal: Django pages over the same use cases as the command line."""
