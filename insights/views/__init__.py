"""The doors of overviews."""

from insights.views import overview
from insights.views.blueprint import bp

__all__ = ["bp", "overview"]
