"""Overviews to take along."""
