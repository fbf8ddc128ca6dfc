"""Playbooks on a terminal and as JSON: the list, a page to read, what the linter found, versions."""
