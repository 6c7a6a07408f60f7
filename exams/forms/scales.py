"""What people send about a scale: levels in words, numbers in a row, or sub-points that add up."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from exams.forms.parts import LONGEST_STEP
from exams.models import SavedScale
from exams.rules import Level
from exams.rules.forms import LARGEST_VALUE
from exams.rules.scales import (
    MOST_LEVELS,
    TENTHS,
    Scale,
    is_numbers,
    not_applicable,
    number_levels,
    point_levels,
    scored,
    written,
)
from exams.rules.steps import NOT_APPLICABLE, SubPoint
from foundation.messages import Message
from foundation.web.forms import MOST_DIGITS, Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l

MOST_ROWS = 24
MOST_PARTS = 30
MOST_POINTS = 100  # of one sub-point, and of all of them
SPARE_LEVELS, SPARE_PARTS = 1, 3

Writes = Callable[[Message], str]


class PointsField(Field):
    """A number of points with at most one decimal, written with a point or a comma; `data` is a Decimal or None."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Refuse what is no such number."""
        sent = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if sent:
            self.raw_sent = sent
            self.data = self._read(sent)

    def _read(self, sent: str) -> Decimal:
        try:
            if len(sent) > MOST_DIGITS or not sent.isascii():
                raise ValueError
            found = Decimal(sent.replace(",", "."))
            if not found.is_finite() or found * TENTHS % 1:
                raise ValueError
        except (ValueError, InvalidOperation) as error:
            raise ValidationError(gettext("Fill in a number, with at most one decimal.")) from error
        return found

    def _value(self) -> str:
        if self.data is None:
            return getattr(self, "raw_sent", "") if self.errors else ""
        return f"{self.data:f}"


_IN_RANGE = NumberRange(0, LARGEST_VALUE, _l("Points are numbers from 0 to 1000."))


class LevelForm(Form):
    """One level of a scale."""

    value = PointsField(_l("Points"), [Optional(), _IN_RANGE])
    title = StringField(_l("Name"), [Length(max=100)])
    description = StringField(_l("When this level applies"), [Length(max=LONGEST_STEP)])
    remark = BooleanField(_l("Asks for a remark"))

    @property
    def is_empty(self) -> bool:
        """Nothing was filled in: no such level."""
        return self.value.data is None and not self.title.data and not self.description.data


class PartForm(Form):
    """One sub-point of a step."""

    text = StringField(_l("What is seen"), [Length(max=LONGEST_STEP)])
    points = WholeNumberField(
        _l("Points"), [Optional(), NumberRange(1, MOST_POINTS, _l("A sub-point is worth 1 to 100 points."))]
    )

    @property
    def is_empty(self) -> bool:
        """Nothing was filled in: no such sub-point."""
        return self.points.data is None and not self.text.data


WAYS = [
    SelectChoice("levels", _l("With levels in words")),
    SelectChoice("numbers", _l("With a number from a range")),
    SelectChoice("parts", _l("With sub-points that are added up")),
]


class ScaleFields(Form):
    """How something is marked."""

    way = RadioField(
        _l("How it is marked"),
        choices=WAYS,
        default="levels",
    )
    levels = FieldList(FormField(LevelForm), max_entries=MOST_ROWS)
    lowest = PointsField(_l("From"), [Optional(), _IN_RANGE])
    highest = PointsField(_l("Up to and including"), [Optional(), _IN_RANGE])
    tenths = BooleanField(_l("With one decimal"))
    parts = FieldList(FormField(PartForm), max_entries=MOST_PARTS)
    not_applicable = BooleanField(
        _l("May be marked “not applicable”"),
        description=_l("Such a mark counts nowhere: neither in the points reached nor in the points at most."),
    )

    def validate_levels(self, _field: Any) -> None:
        """Every level that was begun has points and a name, and there are at least two."""
        if self.way.data != "levels":
            return
        begun = [row.form for row in self.levels if not row.form.is_empty]
        for row in begun:
            if row.value.data is None and not row.value.errors:
                row.value.errors = [*row.value.errors, gettext("Say how many points this level is worth.")]
            if not row.title.data:
                row.title.errors = [*row.title.errors, gettext("Give this level a name.")]
        if any(row.value.data is None or not row.title.data for row in begun):
            raise ValidationError(gettext("A level needs points and a name."))
        if len({row.value.data for row in begun}) < max(len(begun), 2):
            raise ValidationError(gettext("A scale has at least two levels, each with points of its own."))

    def validate_way(self, _field: Any) -> None:
        """A range has a beginning and an end, not too far apart."""
        if self.way.data != "numbers":
            return
        if self.lowest.data is None or self.highest.data is None:
            raise ValidationError(gettext("Fill in where the numbers begin and where they end."))
        low, high = self._value(self.lowest.data), self._value(self.highest.data)
        if low >= high:
            raise ValidationError(gettext("The last number must be higher than the first."))
        if high - low >= MOST_LEVELS:
            raise ValidationError(gettext("At most %(most)s different numbers.", most=MOST_LEVELS))

    def validate_parts(self, _field: Any) -> None:
        """Every sub-point that was begun has a text and points."""
        if self.way.data != "parts":
            return
        begun = [row.form for row in self.parts if not row.form.is_empty]
        for row in begun:
            if not row.text.data:
                row.text.errors = [*row.text.errors, gettext("Say what is seen.")]
            if row.points.data is None and not row.points.errors:
                row.points.errors = [*row.points.errors, gettext("Say how many points this is worth.")]
        if not begun or any(row.points.data is None or not row.text.data for row in begun):
            raise ValidationError(gettext("A sub-point needs a text and points."))
        if sum(row.points.data or 0 for row in begun) > MOST_POINTS:
            raise ValidationError(gettext("Sub-points add up to at most %(most)s points.", most=MOST_POINTS))

    @property
    def unit(self) -> int:
        """How much of a value is one point: 10 as soon as one number has a decimal."""
        if self.way.data == "numbers":
            return TENTHS if self.tenths.data or _has_tenths(self.lowest.data, self.highest.data) else 1
        if self.way.data == "levels":
            return TENTHS if _has_tenths(*(row.form.value.data for row in self.levels)) else 1
        return 1

    def _value(self, points: Decimal) -> int:
        return int(points * self.unit)

    @property
    def sub_points(self) -> tuple[SubPoint, ...]:
        """The sub-points, where it is marked with those."""
        if self.way.data != "parts":
            return ()
        rows = [row.form for row in self.parts if not row.form.is_empty]
        return tuple(SubPoint(text=row.text.data or "", points=row.points.data or 0) for row in rows)

    def scale_in(self, words: Writes, *, sign: str = ".") -> Scale:
        """The scale as filled in, from few points to many; `words` and `sign` write what we name ourselves."""
        levels = self._levels_in(words, sign)
        extra = (not_applicable(words),) if self.not_applicable.data else ()
        return Scale(levels=(*levels, *extra), unit=self.unit)

    def _levels_in(self, words: Writes, sign: str) -> tuple[Level, ...]:
        if self.way.data == "parts":
            return point_levels(sum(part.points for part in self.sub_points), words)
        if self.way.data == "numbers":
            low, high = self._value(self.lowest.data or Decimal()), self._value(self.highest.data or Decimal())
            return number_levels(low, high, self.unit, sign=sign)
        rows = [row.form for row in self.levels if not row.form.is_empty]
        levels = [
            Level(
                value=self._value(row.value.data or Decimal()),
                label=row.title.data or "",
                description=row.description.data or "",
            )
            for row in rows
        ]
        return tuple(sorted(levels, key=lambda level: level.value))


def _has_tenths(*points: Decimal | None) -> bool:
    return any(one is not None and bool(one % 1) for one in points)


class SavedScaleForm(ScaleFields):
    """A scale of the library."""

    name = StringField(_l("Name of the scale"), [DataRequired(_l("Give the scale a name.")), Length(max=100)])
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way.choices = [choice for choice in WAYS if choice.value != "parts"]  # sub-points belong to one step

    @classmethod
    def of(cls, saved: SavedScale) -> "SavedScaleForm":
        """Filled with what the library says now."""
        levels = tuple(Level.from_json(level) for level in saved.levels)
        return cls(data={**scale_data(levels, saved.unit), "name": saved.name, "version": saved.version})


class ApplyScaleForm(Form):
    """One scale for many steps at once."""

    scale = RadioField(_l("Scale"), default="three_levels")
    where = SelectField(_l("For which steps"), default="all")


def points_of(value: int, unit: int) -> Decimal:
    """A value as points."""
    return Decimal(written(value, unit))


def scale_data(
    levels: Sequence[Level],
    unit: int,
    *,
    parts: Sequence[dict[str, Any]] = (),
    remark_values: Sequence[int] = (),
) -> dict[str, object]:
    """What a form about a scale begins with: what stands now, and room for more."""
    counted = scored(levels)
    numbers = is_numbers(counted, unit) and not parts
    rows = [] if parts or (numbers and len(counted) > MOST_ROWS // 2) else rows_of(counted, unit, remark_values)
    spare: list[dict[str, object]] = [{"text": ""} for _ in range(SPARE_PARTS)]
    filled: list[dict[str, object]] = [{"text": part["text"], "points": part["points"]} for part in parts]
    return {
        "way": "parts" if parts else "numbers" if numbers else "levels",
        "levels": rows or rows_of((), 1),
        "lowest": points_of(counted[0].value, unit) if numbers else None,
        "highest": points_of(counted[-1].value, unit) if numbers else None,
        "tenths": numbers and unit == TENTHS,
        "parts": [*filled, *spare],
        "not_applicable": len(counted) < len(levels),
    }


def rows_of(levels: Sequence[Level], unit: int = 1, remark_values: Sequence[int] = ()) -> list[dict[str, object]]:
    """The levels as rows of a form, and an empty one."""
    filled = [
        {
            "value": points_of(level.value, unit),
            "title": level.label,
            "description": level.description,
            "remark": level.value in remark_values,
        }
        for level in levels
        if level.value != NOT_APPLICABLE
    ]
    spare: list[dict[str, object]] = [{"value": None, "title": "", "description": ""} for _ in range(SPARE_LEVELS)]
    return [*filled, *spare]
