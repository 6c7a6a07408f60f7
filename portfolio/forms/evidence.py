"""Which work processes and indicators an entry shows, and why."""

from collections.abc import Collection, Sequence
from typing import cast

from flask_babel import gettext as _
from wtforms import Field, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Optional

from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l
from portfolio.forms.fields import LONG, Boxes, VersionField, number
from portfolio.rules import LONGEST_TEXT, Starr

FOR_ALL, FOR_EACH = "all", "each"
# None is called `action` alone: a script that asks a form for its action would get the field.
ANSWERS = ("starr_situation", "starr_task", "starr_action", "starr_result", "starr_reflection")


class StarrForm(Form):
    """A reasoning: in own words, in answer to five questions, or both."""

    reasoning = TextAreaField(_l("How does this show that you master it?"), [LONG])
    starr_situation = TextAreaField(_l("Situation"), [LONG])
    starr_task = TextAreaField(_l("Task"), [LONG])
    starr_action = TextAreaField(_l("Action"), [LONG])
    starr_result = TextAreaField(_l("Result"), [LONG])
    starr_reflection = TextAreaField(_l("Reflection"), [LONG])

    @property
    def answers(self) -> list[Field]:
        """The fields of the five questions, in order."""
        return [self[name] for name in ANSWERS]

    def starr(self, language: str) -> Starr:
        """What was told, to be written down in this language."""
        return Starr(self.reasoning.data or "", tuple(field.data or "" for field in self.answers), language)

    def validate_reasoning(self, _field: TextAreaField) -> None:
        """All of it together is one text, which has an end."""
        if len(self.starr("en").text) > LONGEST_TEXT + 100:
            raise ValidationError(
                _("Together these texts are longer than %(limit)s characters.", limit=f"{LONGEST_TEXT:,}")
            )


class EvidenceForm(StarrForm):
    """Work processes that an entry shows, and why: for all at once, or one by one."""

    work_processes = SelectMultipleField(_l("Work processes"), coerce=number)
    indicators = SelectMultipleField(_l("Performance indicators"), coerce=number, validators=[Optional()])
    separately = StringField(_l("Your reasoning"), default=FOR_ALL)

    @classmethod
    def of(cls, processes: Collection[int], indicators: Collection[int]) -> "EvidenceForm":
        """The form with these to choose from, and a text for each of the work processes."""
        label = _l("How does this show that you master it?")
        texts = {_name(process): TextAreaField(label, [LONG]) for process in processes}
        form = cast("EvidenceForm", type("EvidenceForm", (cls,), texts)())
        form.work_processes.choices = [(process, "") for process in processes]
        form.indicators.choices = [(indicator, "") for indicator in indicators]
        return form

    def validate_work_processes(self, field: SelectMultipleField) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(_("Choose at least one work process."))

    @property
    def chosen(self) -> set[int]:
        """The work processes that are ticked; also where something else was wrong."""
        return {process for process in self.work_processes.data or () if process}

    @property
    def chosen_indicators(self) -> set[int]:
        """The indicators that are ticked."""
        return {indicator for indicator in self.indicators.data or () if indicator}

    @property
    def is_for_each(self) -> bool:
        """Whether each of them gets a text of its own."""
        return bool(self.separately.data == FOR_EACH)

    def text_of(self, process: int) -> str:
        """What was written for this one alone."""
        return (self[_name(process)].data or "") if _name(process) in self else ""

    def own_texts(self, shared: str) -> dict[int, str]:
        """The texts of those that have one of their own; what was written is not lost where nothing is for all."""
        if not self.is_for_each and shared:
            return {}
        return {process: self.text_of(process) for process in self.chosen if self.text_of(process)}


class ReasoningForm(StarrForm):
    """The reasoning of one link, and the indicators it shows in particular."""

    version = VersionField(validators=[InputRequired()])
    indicators = Boxes(_l("Which of these does it show in particular?"), coerce=number, validators=[Optional()])

    def offer(self, indicators: Sequence[tuple[int, str]]) -> None:
        """These can be ticked."""
        self.indicators.choices = list(indicators)

    def begin_with(self, told: Starr, *, indicators: Collection[int], version: int) -> None:
        """Show what stands there now."""
        self.reasoning.data = told.free
        for field, answer in zip(self.answers, told.answers, strict=True):
            field.data = answer
        self.indicators.data = sorted(indicators)
        self.version.stand_at(version)


def _name(process: int) -> str:
    return f"reasoning_{process}"
