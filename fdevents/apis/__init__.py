"""What answers the platform's APIs, and what is kept for them."""
