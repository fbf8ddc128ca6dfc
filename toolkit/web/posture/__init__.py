"""The posture: the score, the weakest path, findings, fixes, runs."""
