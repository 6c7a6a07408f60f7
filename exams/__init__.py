"""Practical exams: forms, sessions, sittings, marks and results."""
