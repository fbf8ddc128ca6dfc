"""The only room that reads the outside world. What it cannot read it says, with the reason."""
