"""How steps, problems and results look."""
