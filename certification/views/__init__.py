"""The doors of achieving and maintaining. Each module that is imported here hangs its doors on the blueprint."""

from certification.views import approvals, clocks, growth, inventories, own_proofs, player, reminders
from certification.views.blueprint import bp

__all__ = ["approvals", "bp", "clocks", "growth", "inventories", "own_proofs", "player", "reminders"]
