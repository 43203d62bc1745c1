"""An event becomes a payload."""
