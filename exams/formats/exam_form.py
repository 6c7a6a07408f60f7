"""A whole form as JSON: its facts, groups, steps, scales and cut score; no people, no marks, no numbers of rows.

Groups and steps are called by their keys, which the cut score uses. Fields that are not known are refused, so that
nothing is lost without a word. docs/exam-form.schema.json describes it.
"""

import json
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from exams.rules.colours import Colour
from exams.rules.design import AttemptThatCounts
from exams.rules.forms import LARGEST_VALUE, LARGEST_WEIGHT
from exams.rules.keys import LONGEST_KEY
from exams.rules.steps import NOT_APPLICABLE

FORMAT: Final = "proefstuk-exam-form"
VERSION: Final = 1
LONGEST_TEXT, LONGEST_STEP, LONGEST_NAME = 10_000, 2_000, 500
MOST_GROUPS, MOST_STEPS, MOST_LEVELS, MOST_PARTS, MOST_CODES = 200, 500, 202, 30, 50

Key = Annotated[str, Field(min_length=1, max_length=LONGEST_KEY, pattern=r"^\S(.*\S)?$")]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Value = Annotated[int, Field(ge=NOT_APPLICABLE, le=LARGEST_VALUE)]
Weight = Annotated[int, Field(ge=1, le=LARGEST_WEIGHT)]


class Part(BaseModel):
    """What every part of the file has in common."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FileLevel(Part):
    """One level of a scale. The value -1 is "not applicable": it counts nowhere."""

    value: Value
    label: Annotated[str, Field(min_length=1, max_length=100)]
    description: Annotated[str, Field(max_length=LONGEST_STEP)] = ""


class FileSubPoint(Part):
    """A part of a step that is seen or not; the levels of such a step are 0 up to the sum of the points."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_STEP)]
    points: Annotated[int, Field(ge=1, le=100)]


class FileStep(Part):
    """One thing to mark. `unit` is how much of a value is one point: 10 where 55 means 5.5."""

    key: Key
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_STEP)]
    indicator: Annotated[str | None, Field(max_length=LONGEST_TEXT, description="The indicator it was made from.")] = (
        None
    )
    weight: Weight = 1
    critical: bool = False
    critical_minimum: Annotated[int | None, Field(ge=0, le=LARGEST_VALUE)] = None
    unit: Literal[1, 10] = 1
    levels: Annotated[tuple[FileLevel, ...], Field(max_length=MOST_LEVELS)] = ()
    parts: Annotated[tuple[FileSubPoint, ...], Field(max_length=MOST_PARTS)] = ()
    remark_values: Annotated[
        tuple[Value, ...], Field(max_length=MOST_LEVELS, description="Marks that ask for a remark.")
    ] = ()
    competences: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=5)], ...], Field(max_length=MOST_CODES)
    ] = ()


class FileCoreTask(Part):
    """The core task that a group belongs to, as it was called when the form was made."""

    number: Annotated[str, Field(max_length=LONGEST_KEY)]
    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""


class FileGroup(Part):
    """Steps that belong together. `number` is that of the work process it examines; empty for one of one's own."""

    key: Key
    number: Annotated[str, Field(max_length=LONGEST_KEY)] = ""
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    description: Text = ""
    core_task: FileCoreTask | None = None
    weight: Weight = 1
    all_achieved: Annotated[
        bool,
        Field(
            exclude_if=lambda allowed: not allowed,
            description="Whether its steps may be marked achieved at once; critical steps never are.",
        ),
    ] = False
    steps: Annotated[tuple[FileStep, ...], Field(max_length=MOST_STEPS)] = ()


class FileQualification(Part):
    """Which qualification the form was made for; a form that comes in is given one of those that are here."""

    code: Annotated[str, Field(max_length=40)] = ""
    cohort: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(max_length=400)] = ""


class FileInstructions(Part):
    """What the candidate and the examiner are told."""

    candidate: Text = ""
    examiner: Text = ""


class ExamFormFile(Part):
    """The design of a practical exam."""

    format: Literal["proefstuk-exam-form"] = FORMAT
    version: Literal[1] = VERSION
    title: Annotated[str, Field(min_length=1, max_length=200)]
    code: Annotated[str, Field(max_length=40)] = ""
    colour: Literal["", "red", "orange", "yellow", "green", "teal", "blue", "purple", "grey"] = ""
    kind: Literal["summative", "formative"] = "summative"
    language: Annotated[str, Field(max_length=5)] = ""
    qualification: FileQualification = FileQualification()
    instructions: FileInstructions = FileInstructions()
    materials: Text = ""
    readable_from: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None
    duration_minutes: Annotated[int | None, Field(ge=1, le=2880)] = None
    examiners: Literal[1, 2] = 1
    attempts: Annotated[int | None, Field(ge=1, le=99)] = None
    attempt_that_counts: Literal["best", "last"] = "best"
    asks_global_rating: bool = False
    shows_standing: Annotated[
        bool,
        Field(exclude_if=bool, description="Whether examiners see while they mark what it comes to so far."),
    ] = True
    groups: Annotated[tuple[FileGroup, ...], Field(max_length=MOST_GROUPS)] = ()
    cut_score: Annotated[dict[str, Any], Field(description="What it takes to pass; see docs/exams.md.")]

    @property
    def steps(self) -> tuple[FileStep, ...]:
        """Every step in the order of the form."""
        return tuple(step for group in self.groups for step in group.steps)

    @property
    def day_readable(self) -> date | None:
        """From when candidates read what is asked."""
        return date.fromisoformat(self.readable_from) if self.readable_from else None


assert {*Colour} <= {*ExamFormFile.model_fields["colour"].annotation.__args__}  # type: ignore[union-attr]  # a Literal
assert {*AttemptThatCounts} == {"best", "last"}


def written(form: ExamFormFile) -> str:
    """The file as text: always the same for the same form."""
    return json.dumps(form.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def schema() -> str:
    """The JSON Schema of the file, as text."""
    found = ExamFormFile.model_json_schema(mode="validation")
    found = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found,
        "required": ["format", "version", *found["required"]],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
