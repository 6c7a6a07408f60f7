"""Exams on paper: the official record of a filled form, and an empty form."""
