"""What can be done with the organisation: its parts, who is in them, who leads them, what is known of people."""
