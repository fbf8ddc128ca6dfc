"""An incident in words: for the terminal, as JSON, as a report, as a summary for whoever takes over."""
