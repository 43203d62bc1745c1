"""README.md and the guide: what they show is run, and what repeats code is generated."""
