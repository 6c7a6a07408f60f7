"""What this package does when something happens elsewhere."""
