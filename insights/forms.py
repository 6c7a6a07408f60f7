"""What is asked about overviews by mail."""

from collections.abc import Iterable

from flask_babel import gettext as _
from wtforms import RadioField, SelectField

from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said
from insights.rules.subscriptions import RHYTHM_WORDS, Rhythm

Choices = Iterable[tuple[int, str]]


class SubscribeForm(Form):
    """Which numbers, and how often; only what may be seen is on offer."""

    part = SelectField(_l("Part of the organisation"))
    qualification = SelectField(_l("Qualification"))
    rhythm = RadioField(_l("How often"))

    def offer(self, *, parts: Choices, qualifications: Choices) -> "SubscribeForm":
        """What there is to choose, as numbers with their words."""
        self.part.choices = [("", _("Everywhere")), *((str(number), words) for number, words in parts)]
        self.qualification.choices = [("", _("All")), *((str(number), words) for number, words in qualifications)]
        self.rhythm.choices = [(one.value, said(words)) for one, words in RHYTHM_WORDS.items()]
        return self

    @property
    def part_id(self) -> int | None:
        """The part that was chosen; none is everywhere."""
        return int(self.part.data) if self.part.data else None

    @property
    def qualification_id(self) -> int | None:
        """The qualification that was chosen; none is all."""
        return int(self.qualification.data) if self.qualification.data else None

    @property
    def chosen_rhythm(self) -> Rhythm:
        """How often."""
        return Rhythm(self.rhythm.data)
