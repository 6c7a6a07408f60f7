"""Portfolios as files: what they say, and the formats in which they leave and come in."""
