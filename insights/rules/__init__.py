"""What overviews decide: pure functions and values."""
