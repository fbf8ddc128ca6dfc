"""Who must be told of an incident, by when, and why: facts recorded, duties worked out from them."""
