"""Data only: incident playbooks, duties to notify, notice templates."""
