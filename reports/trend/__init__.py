"""How the score went: the plot of the page, the table and sparkline of the terminal, the JSON, one set of words."""
