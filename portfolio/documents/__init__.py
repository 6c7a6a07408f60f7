"""Portfolios as files that people can keep."""
