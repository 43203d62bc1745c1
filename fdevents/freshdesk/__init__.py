"""What Freshdesk is: data, without input or output."""
