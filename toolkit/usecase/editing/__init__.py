"""Playbooks and templates of notices changed in the browser: a draft, judged, compared, published as a version.

What is published lies in `<state>/shelf` and takes the place of what came with the product. What the organisation
keeps beside its breachready.toml goes before both, and is not edited here: those files have their own history.
"""
