"""The doors of linking: at the person, at the qualification, and by rules."""

from certification.views.linking import people, qualification, rules

__all__ = ["people", "qualification", "rules"]
