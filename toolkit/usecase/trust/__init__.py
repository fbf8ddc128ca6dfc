"""The trust statement: how customers' data is protected, from what was seen and nothing else."""
