"""Achieving and maintaining as pages show it."""
