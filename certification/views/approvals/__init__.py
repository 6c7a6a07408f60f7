"""Doors of deciding: the queue, what was decided, each thing by itself, and its files."""

from certification.views.approvals import assignments, certificates, own, queue

__all__ = ["assignments", "certificates", "own", "queue"]
