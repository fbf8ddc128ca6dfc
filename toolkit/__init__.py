"""breachready: the easiest path to your customers' data, and a day after that is prepared."""

__version__ = "0.1.0"
