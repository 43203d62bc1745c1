"""What is wrong with an app."""
