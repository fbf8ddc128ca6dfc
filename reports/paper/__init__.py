"""Playbooks on paper, for the day the network is down: one content, set as a page and as a PDF."""
