"""The doors of overviews."""

from insights.views import exports, overview
from insights.views.blueprint import bp

__all__ = ["bp", "exports", "overview"]
