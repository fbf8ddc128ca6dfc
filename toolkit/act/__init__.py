"""Containment: the only room that changes anything outside, and only from a plan that was shown.

It holds no verb yet. Each will have precondition, capture, act, verify, rollback and required permissions.
"""
