"""Notices as people get them: page, plain text, text message, Word, PDF, mail. All from one `Document`."""
