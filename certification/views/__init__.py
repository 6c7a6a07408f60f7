"""The doors of achieving and maintaining. Each module that is imported here hangs its doors on the blueprint."""

from certification.views import (
    approvals,
    by_hand,
    certificates,
    clocks,
    contents,
    growth,
    inventories,
    library,
    linking,
    own_proofs,
    player,
    reminders,
    settings,
)
from certification.views.blueprint import bp

__all__ = [
    "approvals",
    "bp",
    "by_hand",
    "certificates",
    "clocks",
    "contents",
    "growth",
    "inventories",
    "library",
    "linking",
    "own_proofs",
    "player",
    "reminders",
    "settings",
]
