"""What overviews read."""
