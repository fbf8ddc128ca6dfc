"""Containment: the only room that changes anything outside, and only from a plan that was shown.

`verb.py` says what a verb is, `perform.py` walks one, `verbs.py` lists them all. See README.md.
"""
