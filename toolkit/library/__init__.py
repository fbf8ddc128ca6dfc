"""The library of playbooks: read strictly, named by what is in them. One module a thing that is read."""
