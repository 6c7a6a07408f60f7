"""Doors of certificates: checking one, one's own, those of somebody, and the templates they are made with."""

from certification.views.certificates import checking, choosing, own, templates

__all__ = ["checking", "choosing", "own", "templates"]
