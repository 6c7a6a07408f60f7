"""The doors of achieving and maintaining. Each module that is imported here hangs its doors on the blueprint."""

from certification.views import approvals, inventories
from certification.views.blueprint import bp

__all__ = ["approvals", "bp", "inventories"]
