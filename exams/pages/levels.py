"""A level in words, as the pages of examiners show it."""

from collections.abc import Sequence

from flask_babel import gettext as _

from exams.pages.scale_words import in_readers_words
from exams.rules import Level
from exams.rules.steps import NOT_APPLICABLE


def shown_level(levels: Sequence[Level], value: int | None) -> str:
    """The value with its name; where the name is the number, or the step does not apply, the name alone."""
    level = next((one for one in in_readers_words(levels) if one.value == value), None)
    if level is None:
        return str(_("Not marked"))
    if level.value == NOT_APPLICABLE or not level.label or level.label[0].isdigit():
        return level.label or str(level.value)
    return str(_("%(value)s, %(label)s", value=level.value, label=level.label))
