"""The fields of a cut score: per level a mark, conditions and labels, each number in a field of its own."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import TextInput

from exams.forms.cutting.plain import Plain, plain_of
from exams.rules.cut_score_starts import LEVELS
from exams.rules.cut_scores import (
    AtLeast,
    AtMostBelow,
    Best,
    Carried,
    Compensation,
    CountAt,
    CriticalSteps,
    CutScore,
    Each,
    Grade,
    Lowest,
    Mean,
    MinimumShare,
    NotApplicable,
    OwnMark,
    PartKind,
    Points,
    PointShare,
    RoundingMode,
    ShareAt,
)
from exams.rules.cut_scores.chosen import WITHIN
from exams.rules.cut_scores.limits import MOST_CONDITIONS, MOST_EXCEPTIONS, MOST_LABELS
from exams.rules.cut_scores.numbers import read_number, write_number
from exams.rules.cut_scores.structure import Structure
from foundation.refusals import Unreadable
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l

LONGEST_LABEL = 60

# What each kind of condition asks; the order is that of the card.
ASKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        MinimumShare.kind: ("share",),
        CriticalSteps.kind: (),
        OwnMark.kind: ("minimum",),
        AtLeast.kind: ("value", "minimum"),
        Each.kind: ("of", "keys", "bar"),
        ShareAt.kind: ("share", "of", "keys", "bar", "weighted"),
        CountAt.kind: ("count", "of", "keys", "bar"),
        AtMostBelow.kind: ("count", "of", "keys", "bar"),
        Compensation.kind: ("mark", "of", "keys", "most", "deepest", "weighted"),
        NotApplicable.kind: ("most", "of", "keys"),
    }
)
NEEDED = frozenset({"share", "minimum", "count", "mark"})
KINDS = MappingProxyType(
    {
        MinimumShare.kind: _l("Enough points: a share of all points"),
        CriticalSteps.kind: _l("Every critical step achieved"),
        Each.kind: _l("Each of them reaches something"),
        AtMostBelow.kind: _l("At most so many fall short"),
        CountAt.kind: _l("At least so many reach something"),
        ShareAt.kind: _l("At least a share of them reaches something"),
        AtLeast.kind: _l("A mean, a sum or the best few is at least"),
        OwnMark.kind: _l("The mark of the part itself is at least"),
        Compensation.kind: _l("What falls short is made up for"),
        NotApplicable.kind: _l("At most so many are not applicable"),
    }
)
PARTS = MappingProxyType(
    {
        PartKind.STEPS: _l("steps"),
        PartKind.GROUPS: _l("work processes"),
        PartKind.CORE_TASKS: _l("core tasks"),
        PartKind.COMPETENCES: _l("competences"),
    }
)
MEASURES = MappingProxyType(
    {
        Grade.kind: _l("a grade for the points, such as 1 + 9 × points / maximum"),
        Mean.kind: _l("the mean of the marks"),
        Points.kind: _l("the sum of the points"),
        PointShare.kind: _l("the share of the points, from 0 to 1"),
        Best.kind: _l("the best few of the marks"),
        Lowest.kind: _l("the lowest of the marks"),
    }
)
OF_MEASURE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "": (),
        Points.kind: ("of", "keys"),
        PointShare.kind: ("of", "keys"),
        Grade.kind: ("of", "keys", "base", "span"),
        Mean.kind: ("of", "keys", "weighted"),
        Best.kind: ("count", "of", "keys", "total"),
        Lowest.kind: ("of", "keys"),
    }
)


class NumberField(Field):
    """An exact number, with a point or a comma or as a fraction; `data` is a Fraction or None."""

    widget = TextInput()
    data: Fraction | None
    sent = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Refuse what is no number."""
        if not valuelist:
            return  # not on the page, so it stays what it usually is
        self.sent, self.data = str(valuelist[0]).strip(), None
        if self.sent:
            try:
                self.data = read_number(self.sent.replace(",", "."), self.name)
            except Unreadable as error:
                raise ValueError(_l("Fill in a number, for instance 5.5.")) from error

    def _value(self) -> str:
        if self.data is None:
            return self.sent
        return str(write_number(Fraction(self.data)))


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in words.items()]


class KeysField(Field):
    """Codes of parts with commas between them; `data` is a list of them."""

    widget = TextInput()
    data: list[str] | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take them apart."""
        sent = str(valuelist[0]) if valuelist else ""
        self.data = list(dict.fromkeys(key for part in sent.split(",") if (key := part.strip())))

    def _value(self) -> str:
        return ", ".join(self.data or [])


class MeasureForm(Form):
    """How one number is made from several marks."""

    measure = SelectField(_l("Computed as"), choices=[SelectChoice("", _l("nothing")), *_choices(MEASURES)], default="")
    of = SelectField(_l("Of the"), choices=_choices(PARTS), default=PartKind.STEPS.value)
    keys = KeysField(_l("Only these codes"), description=_l("With commas between them; empty: all of them."))
    count = WholeNumberField(_l("How many of the best"), [Optional()], default=2)
    total = BooleanField(_l("Add them up instead of taking the mean"))
    base = NumberField(_l("Lowest grade"), default=Fraction(1))
    span = NumberField(_l("Added for all points"), default=Fraction(9))
    weighted = BooleanField(_l("Count weights in"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each number that this measure needs."""
        good: bool = super().validate(extra_validators)
        asked = OF_MEASURE[self.measure.data or ""]
        missing = [self[name] for name in ("count", "base", "span") if name in asked and not self[name].errors]
        return _all_filled(missing) and good


class ConditionForm(Form):
    """One condition; which of its fields are asked depends on its kind."""

    kind = SelectField(choices=[*_choices(KINDS), SelectChoice("other", "")])
    kept = HiddenField()  # one that the fields cannot say, as JSON
    share = NumberField(_l("Percent"))
    minimum = NumberField(_l("At least"))
    count = WholeNumberField(_l("How many"), [Optional()])
    mark = NumberField(_l("The mark to reach"))
    most = WholeNumberField(_l("At most so many"), [Optional()])
    deepest = NumberField(_l("None by more than"))
    of = SelectField(_l("Of the"), choices=_choices(PARTS), default=PartKind.STEPS.value)
    keys = KeysField(_l("Only these codes"), description=_l("With commas between them; empty: all of them."))
    bar = SelectField(
        _l("What to reach"),
        choices=[
            SelectChoice("sufficient", _l("be sufficient by its own rule")),
            SelectChoice("number", _l("a mark of at least")),
            SelectChoice("label", _l("this label or a better one")),
        ],
        default="sufficient",
    )
    bar_number = NumberField(_l("That mark"))
    bar_label = StringField(_l("That label"), [Length(max=LONGEST_LABEL)])
    weighted = BooleanField(_l("Count weights instead of numbers"))
    value = FormField(MeasureForm, _l("What is computed"))
    second = FormField(MeasureForm, _l("Averaged with"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each number that this kind of condition needs."""
        good: bool = super().validate(extra_validators)
        asked = ASKS.get(self.kind.data or "", ())
        missing = [self[name] for name in asked if name in NEEDED]
        if self.kind.data == NotApplicable.kind:
            missing.append(self.most)
        if "bar" in asked and self.bar.data != "sufficient":
            missing.append(self.bar_number if self.bar.data == "number" else self.bar_label)
        return _all_filled([field for field in missing if not field.errors]) and self._in_range(asked) and good

    def _in_range(self, asked: Sequence[str]) -> bool:
        if "share" in asked and self.share.data is not None and not 0 <= self.share.data <= 100:
            self.share.errors = [_l("A percentage lies between 0 and 100.")]
            return False
        if "value" in asked and not self.value.form.measure.data:
            self.value.form.measure.errors = [_l("Choose what is computed.")]
            return False
        for name in ("count", "most"):
            if name in asked and (self[name].data or 0) < 0:
                self[name].errors = [_l("Fill in 0 or more.")]
                return False
        return True


def _all_filled(fields: Sequence[Field]) -> bool:
    empty = [field for field in fields if field.data in (None, "")]
    for field in empty:
        field.errors = [_l("Fill this in.")]
    return not empty


class BandForm(Form):
    """A label, and what it takes."""

    label = StringField(_l("Label"), [Length(max=LONGEST_LABEL)])
    at_least = NumberField(_l("From this mark"))
    below = NumberField(_l("Up to, not including"))
    passes = BooleanField(_l("Is sufficient"))
    conditions = FieldList(FormField(ConditionForm), max_entries=MOST_CONDITIONS)
    new_kind = SelectField(_l("A condition for this label"), choices=_choices(KINDS), default=ShareAt.kind)

    def validate(self, extra_validators: Any = None) -> bool:
        """A label has a name."""
        good: bool = super().validate(extra_validators)
        return _all_filled([self.label]) and good


class PartRuleForm(Form):
    """What holds for one part: its mark, its conditions, its labels."""

    value = FormField(MeasureForm, _l("The mark of this part"))
    second = FormField(MeasureForm, _l("Averaged with"))
    kept = HiddenField()  # a mark that the fields cannot say, as JSON
    rounding = SelectField(
        _l("Rounded"),
        choices=[
            SelectChoice("", _l("not rounded")),
            SelectChoice(RoundingMode.HALF_UP.value, _l("to the nearest, half goes up (5.50 becomes 6)")),
            SelectChoice(RoundingMode.HALF_EVEN.value, _l("to the nearest, half goes to the even one")),
            SelectChoice(RoundingMode.UP.value, _l("always up (3.01 becomes 3.1)")),
            SelectChoice(RoundingMode.DOWN.value, _l("always down")),
        ],
        default="",
    )
    rounding_step = NumberField(_l("To multiples of"), default=Fraction(1), description=_l("1, 0.5 or 0.1"))
    judges = SelectField(
        _l("Conditions and labels look at the mark"),
        choices=[SelectChoice(Carried.ROUNDED.value, _l("rounded")), SelectChoice(Carried.EXACT.value, _l("exact"))],
        default=Carried.ROUNDED.value,
    )
    carries = SelectField(
        _l("The level above computes with the mark"),
        choices=[SelectChoice(Carried.EXACT.value, _l("exact")), SelectChoice(Carried.ROUNDED.value, _l("rounded"))],
        default=Carried.EXACT.value,
    )
    on_failed_critical = NumberField(
        _l("With a critical step failed the mark is at most"), description=_l("Empty: it stays what it is.")
    )
    conditions = FieldList(FormField(ConditionForm), max_entries=MOST_CONDITIONS)
    bands = FieldList(FormField(BandForm), max_entries=MOST_LABELS)
    new_kind = SelectField(_l("Another condition"), choices=_choices(KINDS), default=MinimumShare.kind)

    def validate(self, extra_validators: Any = None) -> bool:
        """A rounding has a step above nothing."""
        good: bool = super().validate(extra_validators)
        if self.rounding.data and not self.rounding_step.errors and not (self.rounding_step.data or 0) > 0:
            self.rounding_step.errors = [_l("Fill in a number above 0.")]
            return False
        return good


class ExceptionForm(PartRuleForm):
    """The rule of one part alone."""

    key = HiddenField()


class CutScoreForm(Form):
    """A whole cut score."""

    exam = FormField(PartRuleForm)
    core_tasks = FormField(PartRuleForm)
    groups = FormField(PartRuleForm)
    competences = FormField(PartRuleForm)
    exceptions = FieldList(FormField(ExceptionForm), max_entries=MOST_EXCEPTIONS)
    new_exception = SelectField(_l("An exception for"), choices=[], validate_choice=False)
    seen = HiddenField()

    @classmethod
    def of(cls, cut_score: CutScore, structure: Structure, *, seen: str) -> "CutScoreForm":
        """Filled with the cut score of now."""
        form = cls(formdata=None, data={**plain_of(cut_score), "seen": seen})
        form.know(structure)
        return form

    def know(self, structure: Structure) -> None:
        """Each condition offers the parts that lie within its own."""
        self.known = {key for kind in PartKind for key in structure.keys(kind)}
        for kind in LEVELS:
            _offer(self[kind.value].form, kind, structure)
        kinds = {key: kind for kind in LEVELS[1:] for key in structure.keys(kind)}
        for entry in self.exceptions.entries:
            _offer(entry.form, kinds.get(str(entry.form.key.data), PartKind.GROUPS), structure)
        self.new_exception.choices = [
            SelectChoice(part.key, f"{part.key} {part.name}".strip())
            for kind in LEVELS[1:]
            for part in structure.parts(kind)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Codes are codes of this form."""
        good: bool = super().validate(extra_validators)
        for field in _all_fields(self):
            unknown = [key for key in field.data or () if key not in self.known] if isinstance(field, KeysField) else []
            if unknown:
                field.errors = [_l("These are no codes of this form: %(codes)s.", codes=", ".join(unknown))]
                good = False
        return good

    @property
    def plain(self) -> Plain:
        """What was sent, as `changed` and `cut_score_in` take it."""
        found: Plain = self.data
        return found


def _offer(form: PartRuleForm, level: PartKind, structure: Structure) -> None:
    for field in _all_fields(form):
        if isinstance(field, SelectField) and field.short_name == "of":
            kinds = [kind for kind in WITHIN[level] if structure.keys(kind) or kind.value == field.data]
            field.choices = [SelectChoice(kind.value, PARTS[kind]) for kind in kinds]


def _all_fields(form: Form) -> list[Field]:
    found: list[Field] = []
    for field in form:
        if isinstance(field, FormField):
            found += _all_fields(field.form)
        elif isinstance(field, FieldList):
            found += [inner for entry in field.entries for inner in _all_fields(entry.form)]
        else:
            found.append(field)
    return found
