"""The posture's pages, by subject. Importing them declares them."""

from toolkit.web.posture import exempting, findings, fixing, overview, runs, scanning, targets

__all__ = ["exempting", "findings", "fixing", "overview", "runs", "scanning", "targets"]
