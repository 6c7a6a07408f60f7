"""Another form like this one: a copy that goes its own way, or the next edition of the same exam."""

from dataclasses import fields

from exams.actions.forms import FormFacts, lock_form
from exams.actions.repeats import add_once, key_for
from exams.events import FormMade
from exams.models import ExamForm, ExamGroup, ExamStep, FormDocument
from exams.queries.form_documents import documents
from exams.queries.forms import editions, form_with_key
from exams.rules.design import DocumentKind, FormState
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work

NOT_COPIED = ("readable_from",)  # a day of the exam before it says nothing about this one
GROUP_PARTS = (
    "position",
    "key",
    "weight",
    "all_achieved",
    "description",
    "work_process_id",
    "core_task_number",
    "core_task_name",
    "number",
    "name",
)
STEP_PARTS = (
    "position",
    "key",
    "indicator_id",
    "text",
    "weight",
    "critical",
    "critical_minimum",
    "levels",
    "unit",
    "parts",
    "remark_values",
    "competences",
)

DOCUMENT_PARTS = (
    "kind",
    "title",
    "file_name",
    "file_key",
    "content_type",
    "size",
    "for_candidate",
    "added_by",
    "added_at",
)


def copy_form(work: Work, form: ExamForm, *, form_key: str | None = None) -> ExamForm:
    """A new draft with the same steps, scales and cut score; the same button pressed twice makes one."""
    key = key_for(work, form_key, form.id) if form_key else None
    if earlier := form_with_key(work, key):
        return earlier
    copy = _like(work, form)
    copy.form_key = key
    made = add_once(work, copy, lambda: form_with_key(work, key))
    if made is copy:
        work.emit(FormMade(form_id=copy.id, qualification_id=copy.qualification_id, copied_from=form.id))
    return made


def new_edition(work: Work, form: ExamForm) -> ExamForm:
    """The next edition of this exam as a draft, or the one that is being designed already.

    What is in use can go on being planned until it is withdrawn.
    """
    lock_form(work, form)
    if form.state not in (FormState.IN_USE, FormState.WITHDRAWN):
        raise Refusal(say("A new edition is made of a form that is in use or withdrawn. Change this one instead."))
    known = editions(work, form)
    if begun := next((one for one in known if one.state in (FormState.DRAFT, FormState.IN_REVIEW)), None):
        return begun
    made = _like(work, form)
    made.root_id, made.edition = form.family, max(one.edition for one in known) + 1
    work.db.add(made)
    work.db.flush()  # the event and the documents need the number
    _take_documents(work, form, made)
    work.emit(FormMade(form_id=made.id, qualification_id=made.qualification_id, edition_of=form.id))
    return made


def _take_documents(work: Work, form: ExamForm, made: ExamForm) -> None:
    """The edition goes on with the documents of the one before; it accounts for what changed by one of its own."""
    for listed in documents(work, form.id):
        if listed.document.kind is not DocumentKind.ACCOUNTABILITY:  # BR-08: sources, choices, changes
            facts = {name: getattr(listed.document, name) for name in DOCUMENT_PARTS}
            work.db.add(FormDocument(form_id=made.id, **facts))


def _like(work: Work, form: ExamForm) -> ExamForm:
    facts = {part.name: getattr(form, part.name) for part in fields(FormFacts) if part.name not in NOT_COPIED}
    return ExamForm(
        qualification_id=form.qualification_id,
        cut_score=form.cut_score,
        made_by=work.actor.id,
        made_at=work.now,
        groups=[_like_group(group) for group in form.groups],
        **facts,
    )


def _like_group(group: ExamGroup) -> ExamGroup:
    parts = {name: getattr(group, name) for name in GROUP_PARTS}
    return ExamGroup(steps=[_like_step(step) for step in group.steps], **parts)


def _like_step(step: ExamStep) -> ExamStep:
    return ExamStep(**{name: getattr(step, name) for name in STEP_PARTS})
