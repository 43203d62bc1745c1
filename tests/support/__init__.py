"""The one way in which tests build apps, run commands and start processes."""
