"""Themes: subjects by which activities are found."""

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from certification.events.library import ThemeAdded, ThemeRemoved, ThemeRenamed
from certification.models import ActivityTheme, Theme
from certification.queries import library as queries
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work


def add_theme(work: Work, name: str) -> Theme:
    """A theme of this name; one that is there already is given back."""
    if there := queries.theme_called(work, name):
        return there
    theme = Theme(name=name)
    try:
        with work.db.begin_nested():  # race: two people add the same theme; its name is unique
            work.db.add(theme)
    except IntegrityError as error:
        if there := queries.theme_called(work, name):
            return there
        raise Refusal(say("There is a theme of that name already.")) from error
    work.emit(ThemeAdded(theme_id=theme.id))
    return theme


def rename_theme(work: Work, theme: Theme, name: str) -> None:
    """It goes by another name, everywhere."""
    there = queries.theme_called(work, name)
    if there is not None and there.id != theme.id:
        raise Refusal(say("There is a theme of that name already."))
    if theme.name == name:
        return
    theme.name = name
    try:
        work.db.flush()  # race: another took this name meanwhile
    except IntegrityError as error:
        raise Refusal(say("There is a theme of that name already.")) from error
    work.emit(ThemeRenamed(theme_id=theme.id))


def remove_theme(work: Work, theme: Theme) -> None:
    """Gone, also from the activities that had it; they stay."""
    had = delete(ActivityTheme).where(ActivityTheme.theme_id == theme.id).returning(ActivityTheme.activity_id)
    activities = work.db.scalars(had).all()
    work.db.delete(theme)
    work.emit(ThemeRemoved(theme_id=theme.id, activities=len(activities)))
