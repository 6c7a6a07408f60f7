"""What evidence must be like, what an assessor finds of it, and how far a candidate finds oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID, uuid4

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from foundation.web.forms import Form, WholeNumberField, tidy
from foundation.web.wording import lazy_gettext as _l
from portfolio.actions.quality import SelfSaid
from portfolio.forms.fields import LONG, VersionField
from portfolio.rules import LONGEST_TEXT, Asks, Aspect, Judgement, SelfLevel

MOST_MONTHS = 600
MOST_PIECES = 50
NOT_JUDGED = ""
JUDGEMENTS = (
    SelectChoice(Judgement.SUFFICIENT.value, _l("Sufficient")),
    SelectChoice(Judgement.INSUFFICIENT.value, _l("Insufficient")),
    SelectChoice(NOT_JUDGED, _l("Not judged")),
)


class EvidenceRuleForm(Form):
    """What a qualification asks of evidence."""

    version = VersionField(validators=[InputRequired()])
    pieces = WholeNumberField(
        _l("Pieces for each work process, at least"),
        [
            InputRequired(_l("Fill in how many pieces are needed.")),
            NumberRange(1, MOST_PIECES, _l("Fill in a number from %(min)s to %(max)s.")),
        ],
    )
    contexts = WholeNumberField(
        _l("Different contexts, at least"),
        [
            InputRequired(_l("Fill in how many contexts are needed.")),
            NumberRange(1, MOST_PIECES, _l("Fill in a number from %(min)s to %(max)s.")),
        ],
    )
    months_valid = WholeNumberField(
        _l("Months until evidence ages"),
        [Optional(), NumberRange(1, MOST_MONTHS, _l("Fill in a number from %(min)s to %(max)s, or leave it empty."))],
    )
    witness = BooleanField(_l("At least one piece must be confirmed by a witness"))

    def validate_contexts(self, field: WholeNumberField) -> None:
        """So many pieces cannot come from more contexts."""
        if field.data and self.pieces.data and field.data > self.pieces.data:
            raise ValidationError(
                _("There cannot be more contexts than pieces. Ask for more pieces, or fewer contexts.")
            )

    @property
    def asks(self) -> Asks:
        """What was filled in."""
        return Asks(
            months_valid=self.months_valid.data,
            pieces=self.pieces.data or 1,
            contexts=self.contexts.data or 1,
            witness=bool(self.witness.data),
        )


class JudgementForm(Form):
    """What somebody finds of the evidence for a work process, aspect by aspect."""

    form_key = HiddenField()
    variety = RadioField(_l("Variety"), choices=JUDGEMENTS, default=NOT_JUDGED)
    relevance = RadioField(_l("Relevance"), choices=JUDGEMENTS, default=NOT_JUDGED)
    authenticity = RadioField(_l("Authenticity"), choices=JUDGEMENTS, default=NOT_JUDGED)
    currency = RadioField(_l("Currency"), choices=JUDGEMENTS, default=NOT_JUDGED)
    quantity = RadioField(_l("Quantity"), choices=JUDGEMENTS, default=NOT_JUDGED)
    remark = TextAreaField(_l("Remark"), [LONG])

    @classmethod
    def of(cls, standing: Mapping[Aspect, Judgement], remark: str) -> "JudgementForm":
        """The form as it is opened: with what the same person found before."""
        form = cls(formdata=None, data={**{aspect.value: found.value for aspect, found in standing.items()}})
        form.remark.data, form.form_key.data = remark, str(uuid4())
        return form

    def validate_remark(self, field: TextAreaField) -> None:
        """What is insufficient is explained, and something is said."""
        if Judgement.INSUFFICIENT in self.found.values() and not field.data:
            raise ValidationError(_("Say what is insufficient, so that the candidate knows what to do."))
        if not self.found and not field.data:
            raise ValidationError(_("Judge at least one aspect, or write a remark."))

    @property
    def found(self) -> dict[Aspect, Judgement]:
        """What was judged."""
        return {aspect: Judgement(chosen) for aspect in Aspect if (chosen := self[aspect.value].data) in _JUDGED}

    @property
    def key(self) -> str:
        """Which form this is: the same one sent twice judges once."""
        return key_of(self.form_key.data)


_JUDGED = frozenset(judgement.value for judgement in Judgement)


def key_of(sent: str | None) -> str:
    """The key of a form as it was sent; one of its own where that is none."""
    try:
        return str(UUID(sent or ""))
    except ValueError:
        return str(uuid4())


@dataclass(frozen=True)
class SelfRowSent:
    """What was sent about one work process, readable or not."""

    level: str = ""
    remark: str = ""
    seen: str = ""  # the mark of what stood there when the form was opened
    error: str = ""


@dataclass(frozen=True)
class SelfSent:
    """What was sent about the work processes of a qualification."""

    form_key: str
    rows: Mapping[int, SelfRowSent] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Whether all of it can be kept."""
        return not any(row.error for row in self.rows.values())

    @property
    def said(self) -> list[SelfSaid]:
        """What differs from what stood there when the form was opened; the rest was not touched."""
        return [
            SelfSaid(number, SelfLevel(row.level), row.remark)
            for number, row in self.rows.items()
            if row.level and mark_of(row.level, row.remark) != row.seen
        ]


def read_self(sent: MultiDict[str, str], work_process_ids: Sequence[int]) -> SelfSent:
    """What was sent about these work processes; whatever else was sent along is left out."""
    rows = {number: _row(sent, number) for number in work_process_ids}
    return SelfSent(key_of(sent.get("form_key")), rows)


def mark_of(level: str, remark: str) -> str:
    """A short mark of what somebody says, to see whether it was touched."""
    return sha256(f"{level}\n{remark}".encode()).hexdigest()[:12]


def _row(sent: MultiDict[str, str], number: int) -> SelfRowSent:
    level, seen = sent.get(f"level-{number}", ""), sent.get(f"seen-{number}", "")
    remark = str(tidy(sent.get(f"remark-{number}", ""))).replace("\r\n", "\n")
    if level and level not in set(SelfLevel):
        return SelfRowSent("", remark, seen, _("Choose from the list."))
    if remark and not level:
        return SelfRowSent("", remark, seen, _("Choose how far you are with it too."))
    if len(remark) > LONGEST_TEXT:
        return SelfRowSent(level, remark, seen, _("At most %(max)s characters.", max=LONGEST_TEXT))
    return SelfRowSent(level, remark, seen)
