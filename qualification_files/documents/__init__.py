"""Qualifications on paper: one to read, and the table from an earlier version to the next."""
