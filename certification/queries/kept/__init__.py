"""What is kept about somebody besides the portfolio: for the copy of everything that a person may ask for."""

from certification.queries.kept.told import kept_about

__all__ = ["kept_about"]
