"""The JSON interface: what the pages do, for programs. The documents are those that the command line prints."""
