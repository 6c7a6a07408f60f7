"""The doors of questionnaires; each module that is imported here hangs its doors on the blueprint."""

from certification.views.inventories import asking, building, deciding, filling, questions, shelf, trying

__all__ = ["asking", "building", "deciding", "filling", "questions", "shelf", "trying"]
