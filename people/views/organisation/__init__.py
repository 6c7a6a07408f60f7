"""The doors of the organisation: its parts and their people, functions, attributes, and where roles count."""

from people.views.organisation import attributes, functions, limits, members, moving, parts

__all__ = ["attributes", "functions", "limits", "members", "moving", "parts"]
