"""Accounts: allauth's pages in our layout, and ours for administrators."""
