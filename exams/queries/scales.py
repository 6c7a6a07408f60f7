"""The school's own scales."""

from sqlalchemy import func, select

from exams.models import SavedScale
from foundation.refusals import NotFound
from foundation.work import Work


def saved_scale(work: Work, scale_id: int) -> SavedScale:
    """A scale of the library, archived or not (1 statement)."""
    found = work.db.get(SavedScale, scale_id)
    if found is None:
        raise NotFound
    return found


def saved_scales(work: Work, *, archived: bool = False) -> list[SavedScale]:
    """The scales of the library by name, those that are offered or those that are not (1 statement)."""
    there = SavedScale.archived_at.is_not(None) if archived else SavedScale.archived_at.is_(None)
    return list(work.db.scalars(select(SavedScale).where(there).order_by(func.lower(SavedScale.name), SavedScale.id)))


def scale_called(work: Work, name: str) -> SavedScale | None:
    """The scale with this name, archived or not (1 statement)."""
    return work.db.scalar(select(SavedScale).where(SavedScale.name == name))
