"""The doors of overviews."""

from insights.views import exports, overview, subscriptions
from insights.views.blueprint import bp

__all__ = ["bp", "exports", "overview", "subscriptions"]
