"""The duties of an incident: who must be told, by when, and what is still asked."""
