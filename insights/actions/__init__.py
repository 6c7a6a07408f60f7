"""What people do with overviews."""
