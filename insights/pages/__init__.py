"""Overviews as pages show them."""
