"""The library of playbooks: which there are, what is wrong with them, which versions were published and by whom."""
