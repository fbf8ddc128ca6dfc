"""What can be seen, one module a family. Pure values, and what is derived from them without looking again."""
