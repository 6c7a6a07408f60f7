"""Questionnaires as pages show them."""
