"""Telling everybody affected, each by their law, language and channel: nobody twice, nobody missed."""
