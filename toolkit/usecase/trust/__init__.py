"""The trust statement: what customers may be told of how their data is protected, from what was seen, and nothing else."""
