"""Library, in the browser."""
