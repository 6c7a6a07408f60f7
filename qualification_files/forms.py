"""What people send about qualifications, their parts, competences and links."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    DateField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l
from qualification_files.models import Competence, CoreTask, Qualification, WorkProcess
from qualification_files.rules import (
    CoreTaskFacts,
    InstructionFacts,
    QualificationFacts,
    QualificationKind,
    WorkProcessFacts,
    fingerprint,
    pasted_lines,
)

LONGEST_TEXT = 20_000
LONGEST_PASTED = 300_000  # read in about a second; a thousand lines of a list are shorter
LANGUAGES = (SelectChoice("nl", _l("Dutch")), SelectChoice("en", _l("English")))
KINDS = {
    QualificationKind.REGULAR: _l("Qualification"),
    QualificationKind.ELECTIVE: _l("Elective, may have knowledge and skills alone"),
}
LONG = [Optional(), Length(max=LONGEST_TEXT)]


class ChoicesField(SelectMultipleField):
    """Several of a list, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EditingForm(Form):
    """A form over something that may change while it is open: `seen` tells what it looked like."""

    seen = HiddenField()

    def is_outdated(self, now: str) -> bool:
        """Whether somebody changed it since the form was opened; the next attempt is made knowingly.

        What stands there already is no change: it may have been sent twice, as the first answer was lost on its way.
        """
        outdated = bool(self.seen.data) and now not in (self.seen.data, self.typed())
        if outdated:
            self.form_errors.append(
                _(
                    "Somebody changed this while you had it open. What you filled in is still here. "
                    "Look at how it stands now, and save again to replace it."
                )
            )
            self.seen.data = now
            self.seen.raw_data = [now]
        return outdated

    def typed(self) -> str:
        """What was filled in, in short, where it can be told to be what stands there already."""
        return ""


class QualificationForm(EditingForm):
    """A qualification made by hand, or the facts of one that is there."""

    language = SelectField(_l("Language"), choices=LANGUAGES, description=_l("The language its texts are written in."))
    name = StringField(_l("Name"), [DataRequired(_l("Give the qualification a name.")), Length(max=400)])
    code = StringField(
        _l("Number or code"),
        [DataRequired(_l("Fill in the number or code.")), Length(max=40)],
        description=_l("For a Dutch qualification the crebo, five digits. Otherwise a code of your own."),
    )
    cohort = StringField(
        _l("Cohort"),
        [Length(max=40)],
        description=_l("For whom it is, for instance 2026. The same code may come back."),
    )
    edition = StringField(_l("Edition"), [Length(max=40)], description=_l("The edition of the file, where it has one."))
    level = SelectField(
        _l("Level"),
        choices=[SelectChoice("", _l("No level")), *(SelectChoice(str(level)) for level in range(1, 9))],
        validators=[Optional()],
    )
    kind = RadioField(
        _l("Kind"),
        choices=[SelectChoice(str(kind), words) for kind, words in KINDS.items()],
        default=QualificationKind.REGULAR,
    )
    description = TextAreaField(_l("Description"), LONG)
    valid_from = DateField(_l("Valid from"), [Optional()])
    intake_ends = DateField(
        _l("End of intake"), [Optional()], description=_l("The last day on which somebody new can be linked.")
    )
    programme_ends = DateField(_l("End of the programme"), [Optional()])
    link_by_default = BooleanField(
        _l("Link to new participants by default"),
        description=_l("Everyone who becomes a participant while this is active follows it at once."),
    )

    def validate_intake_ends(self, field: DateField) -> None:
        """Intake cannot end before it begins."""
        if _before(field.data, self.valid_from.data):
            raise ValidationError(_("This is before “Valid from”."))

    def validate_programme_ends(self, field: DateField) -> None:
        """The programme cannot end before intake does."""
        if _before(field.data, self.intake_ends.data) or _before(field.data, self.valid_from.data):
            raise ValidationError(_("This is before the end of intake, or before “Valid from”."))

    def keep_identity(self, row: Qualification) -> None:
        """Whatever was sent, what identifies the qualification stays as it is."""
        for name in ("code", "cohort", "edition", "kind"):
            field, value = self[name], getattr(row, name)
            field.data = value
            field.raw_data = [value]

    def facts(self) -> QualificationFacts:
        """What was filled in."""
        return QualificationFacts(
            language=self.language.data,
            name=self.name.data or "",
            code=self.code.data or "",
            cohort=self.cohort.data or "",
            edition=self.edition.data or "",
            level=int(self.level.data) if self.level.data else None,
            kind=QualificationKind(self.kind.data),
            description=self.description.data or "",
            valid_from=self.valid_from.data,
            intake_ends=self.intake_ends.data,
            programme_ends=self.programme_ends.data,
            link_by_default=bool(self.link_by_default.data),
        )


class CoreTaskForm(EditingForm):
    """A core task."""

    number = StringField(_l("Number"), [DataRequired(_l("Fill in a number.")), Length(max=40)])
    name = StringField(_l("Name"), [DataRequired(_l("Give the core task a name.")), Length(max=500)])
    knowledge = TextAreaField(_l("Professional knowledge and skills"), LONG, description=_l("One on each line."))
    complexity = TextAreaField(_l("Complexity"), LONG)
    responsibility = TextAreaField(_l("Responsibility and autonomy"), LONG)

    def facts(self) -> CoreTaskFacts:
        """What was filled in."""
        return CoreTaskFacts(
            number=self.number.data or "",
            name=self.name.data or "",
            complexity=self.complexity.data or "",
            responsibility=self.responsibility.data or "",
            knowledge=tuple(pasted_lines(self.knowledge.data or "")),
        )

    def typed(self) -> str:
        """As `seen_core_task` says it."""
        facts = self.facts()
        return fingerprint([facts.number, facts.name, facts.complexity, facts.responsibility, facts.knowledge])


class WorkProcessForm(EditingForm):
    """A work process."""

    number = StringField(_l("Number"), [DataRequired(_l("Fill in a number.")), Length(max=40)])
    name = StringField(_l("Name"), [DataRequired(_l("Give the work process a name.")), Length(max=500)])
    description = TextAreaField(_l("Description"), LONG)
    result = TextAreaField(_l("Desired result"), LONG)
    knowledge_and_skills = TextAreaField(_l("Professional knowledge and skills"), LONG)
    competences = ChoicesField(_l("Competences"), coerce=int, validators=[Optional()])

    def offer(self, competences: Iterable[Competence], language: str) -> None:
        """Fill the choice; what the work process has is offered even if it is retired."""
        self.competences.choices = [
            SelectChoice(str(row.id), f"{row.letter} {named(row, language)}") for row in competences
        ]

    def facts(self) -> WorkProcessFacts:
        """What was filled in."""
        return WorkProcessFacts(
            number=self.number.data or "",
            name=self.name.data or "",
            description=self.description.data or "",
            result=self.result.data or "",
            knowledge_and_skills=self.knowledge_and_skills.data or "",
            competence_ids=tuple(self.competences.data or ()),
        )

    def typed(self) -> str:
        """As `seen_work_process` says it."""
        facts = self.facts()
        texts = (facts.description, facts.result, facts.knowledge_and_skills)
        return fingerprint([facts.number, facts.name, *texts, sorted(facts.competence_ids)])


class IndicatorsForm(Form):
    """One performance indicator, or a pasted list of them."""

    texts = TextAreaField(
        _l("Performance indicators"),
        [DataRequired(_l("Fill in at least one performance indicator.")), Length(max=LONGEST_TEXT)],
        description=_l("One on each line. Bullets and numbers in front of a pasted list are taken off."),
    )


class IndicatorForm(EditingForm):
    """The wording of one performance indicator."""

    text = TextAreaField(
        _l("Performance indicator"), [DataRequired(_l("Fill in the performance indicator.")), Length(max=2000)]
    )

    def typed(self) -> str:
        """As the page of an indicator says it."""
        return fingerprint([self.text.data or ""])


class CompetenceForm(EditingForm):
    """A competence of the environment's own."""

    letter = StringField(
        _l("Letter or code"),
        [
            DataRequired(_l("Fill in a letter or code.")),
            Length(max=5),
            Regexp(r"^[A-Za-z0-9]+$", message=_l("Use letters and digits only.")),
        ],
        description=_l("At most five characters; the standard competences are A to Y."),
    )
    name_nl = StringField(_l("Name in Dutch"), [DataRequired(_l("Fill in the Dutch name.")), Length(max=200)])
    name_en = StringField(_l("Name in English"), [DataRequired(_l("Fill in the English name.")), Length(max=200)])


class DocumentForm(Form):
    """What is said of an accountability document that is uploaded; the file stands beside the form."""

    description = StringField(
        _l("Description"),
        [Optional(), Length(max=500)],
        description=_l("What it is and what it accounts for. Without a description it goes by the name of its file."),
    )


class DescriptionForm(EditingForm):
    """Another description of one that is there."""

    description = StringField(_l("Description"), [DataRequired(_l("Say what this document is.")), Length(max=500)])


class InstructionForm(EditingForm):
    """What candidates read about a qualification in their portfolio."""

    has_instruction = BooleanField(
        _l("Show an instruction in the portfolio"),
        description=_l("Candidates read it above this qualification, and whoever guides them does too."),
    )
    instruction_title = StringField(_l("Title"), [Length(max=200)])
    instruction_explanation = TextAreaField(
        _l("Explanation"), [Length(max=LONGEST_TEXT)], description=_l("What is asked and why, in a few sentences.")
    )
    instruction_text = TextAreaField(
        _l("Instruction"),
        [Length(max=LONGEST_TEXT)],
        description=_l(
            "What to do, step by step. A line that begins with “- ” becomes a bullet; a web address becomes a link."
        ),
    )

    def validate_instruction_title(self, field: StringField) -> None:
        """An instruction that is shown has a title."""
        self._needed(field, _("Give the instruction a title."))

    def validate_instruction_explanation(self, field: TextAreaField) -> None:
        """It also has an explanation."""
        self._needed(field, _("Explain what is asked."))

    def validate_instruction_text(self, field: TextAreaField) -> None:
        """And it says what to do."""
        self._needed(field, _("Write the instruction, or take the tick away."))

    def _needed(self, field: StringField | TextAreaField, words: str) -> None:
        if self.has_instruction.data and not field.data:
            raise ValidationError(words)

    def facts(self) -> InstructionFacts:
        """What was filled in."""
        return InstructionFacts(
            has_instruction=bool(self.has_instruction.data),
            instruction_title=self.instruction_title.data or "",
            instruction_explanation=self.instruction_explanation.data or "",
            instruction_text=self.instruction_text.data or "",
        )


class UploadForm(Form):
    """Files with qualifications."""

    files = MultipleFileField(
        _l("Files"),
        description=_l(
            "Official files of SBB (XML), our own JSON, CASE, Moodle, Mahara or a workbook (XLSX), several at once. "
            "At most 20 files at a time, of at most 20 MB each."
        ),
    )
    cohort = StringField(
        _l("Cohort"), [Length(max=40)], description=_l("For whom they are, for instance 2026. You can change it later.")
    )
    format = SelectField(
        _l("Format"),
        validate_choice=False,
        description=_l("Choose one only if a file is not recognised, or taken for something else."),
    )


class ImportForm(Form):
    """What to import of an upload."""

    cohort = StringField(_l("Cohort"), [Length(max=40)])
    shown_cohort = HiddenField()
    add_competences = BooleanField(_l("Add the competences that are not in your list yet"))


def named(competence: Competence, language: str) -> str:
    """The name of a competence in the reader's language."""
    return competence.name_nl if language == "nl" else competence.name_en


def seen_qualification(row: Qualification) -> str:
    """How the facts of a qualification stand now, in short."""
    dates = (row.valid_from, row.intake_ends, row.programme_ends)
    return fingerprint(
        [
            row.language,
            row.name,
            row.code,
            row.cohort,
            row.edition,
            row.level,
            row.kind,
            row.description,
            *dates,
            row.link_by_default,
        ]
    )


def seen_core_task(task: CoreTask) -> str:
    """How a core task stands now, in short."""
    known = [row.text for row in task.knowledge]
    return fingerprint([task.number, task.name, task.complexity, task.responsibility, known])


def seen_work_process(process: WorkProcess) -> str:
    """How a work process stands now, in short."""
    competences = sorted(link.competence_id for link in process.competences)
    texts = (process.description, process.result, process.knowledge_and_skills)
    return fingerprint([process.number, process.name, *texts, competences])


def _before(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and day < other


class VersionForm(Form):
    """For whom the next version of a qualification is."""

    cohort = StringField(_l("Cohort"), [Length(max=40)], description=_l("For whom the new version is."))
    edition = StringField(_l("Edition"), [Length(max=40)], description=_l("The edition of the file, where it has one."))


class SourceForm(Form):
    """A place where official files are looked up."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Give the source a name.")), Length(max=200)],
        description=_l("What people see beside what came from it, for instance “Files of 2026”."),
    )
    address = StringField(_l("Address"), [Length(max=500)])
    files = MultipleFileField(_l("Files"), description=_l("Official files (XML) or JSON. At most 20 MB each."))


class CodesForm(Form):
    """Codes, pasted from anything."""

    codes = TextAreaField(
        _l("Codes"),
        [DataRequired(_l("Paste at least one code.")), Length(max=LONGEST_PASTED)],
        description=_l(
            "Paste them from anything: a mail, a column or whole rows of a spreadsheet. Whatever stands between "
            "them is fine, and 25.080 is read as 25080. At most 1,000 at a time."
        ),
    )
    cohort = StringField(_l("Cohort"), [Length(max=40)], description=_l("For whom all of them are, for instance 2026."))
