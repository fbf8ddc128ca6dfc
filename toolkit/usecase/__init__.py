"""The verbs of the product. Surfaces (command line, agent) parse, call one of these, and render."""
