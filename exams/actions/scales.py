"""The school's own scales. Steps take a scale over; changing the library changes no form."""

from exams.events.scales import ScaleArchived, ScaleChanged, ScaleMade, ScaleRestored
from exams.models import SavedScale
from exams.queries.scales import scale_called
from exams.rules.scales import Scale
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work


def save_scale(work: Work, name: str, scale: Scale) -> SavedScale:
    """Put a scale in the library; the same once more is the one that is there."""
    levels = [level.to_json() for level in scale.levels]
    if there := scale_called(work, name):
        if (there.levels, there.unit, there.archived_at) != (levels, scale.unit, None):
            raise _taken(name)
        return there
    made = SavedScale(name=name, levels=levels, unit=scale.unit, made_by=work.actor.id, made_at=work.now)
    work.db.add(made)
    work.db.flush()  # the event needs the number
    work.emit(ScaleMade(scale_id=made.id))
    return made


def change_scale(work: Work, saved: SavedScale, name: str, scale: Scale, *, version: int) -> None:
    """Another name, other levels; steps that took it over keep what they have."""
    if saved.version != version:
        raise Refusal(say("Somebody else changed this scale after you opened it. Open it again and look first."))
    there = scale_called(work, name)
    if there is not None and there.id != saved.id:
        raise _taken(name)
    saved.name, saved.unit = name, scale.unit
    saved.levels = [level.to_json() for level in scale.levels]
    work.emit(ScaleChanged(scale_id=saved.id))


def archive_scale(work: Work, saved: SavedScale) -> None:
    """No longer offered; nothing is lost."""
    saved.archived_at = saved.archived_at or work.now
    work.emit(ScaleArchived(scale_id=saved.id))


def restore_scale(work: Work, saved: SavedScale) -> None:
    """Offered again."""
    saved.archived_at = None
    work.emit(ScaleRestored(scale_id=saved.id))


def _taken(name: str) -> Refusal:
    return Refusal(say("There is another scale called “%(name)s”. Choose another name.", name=name))
