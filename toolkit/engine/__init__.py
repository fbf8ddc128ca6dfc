"""Where work runs: on this machine (`local`), later on many."""
