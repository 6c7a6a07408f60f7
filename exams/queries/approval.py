"""What is read to approve a form: what was done about it, who made it, and what waits for whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select, union
from sqlalchemy.orm import joinedload, selectinload

from exams.events import FormChanged, FormMade
from exams.events.approval import FormDocumentAdded, FormDocumentRemoved
from exams.models import ExamForm, ExamGroup, ExamStep, FormApproval, FormDocument
from exams.rules import approval as rules
from exams.rules import since
from exams.rules.approval import Judged, Standing
from exams.rules.design import ApprovalPart, DocumentKind, FormState
from foundation.audit import AuditLine
from foundation.environment import setting
from foundation.work import Work
from people.rules import Role

# Whoever did one of these to a form has made it too (BR-17).
MAKING = (FormMade.name, FormChanged.name, FormDocumentAdded.name, FormDocumentRemoved.name)
FRONT = (
    "qualification_id",
    "code",
    "title",
    "edition",
    "formative",
    "instructions_candidate",
    "instructions_examiner",
    "materials",
    "duration_minutes",
    "attempts_allowed",
    "attempt_that_counts",
    "examiners_required",
    "asks_global_rating",
    "cut_score",
    *since.OF_FORM,
)
OF_GROUP = (
    "key",
    "weight",
    "description",
    "work_process_id",
    "core_task_number",
    "core_task_name",
    "number",
    "name",
    *since.OF_GROUP,
)
OF_STEP = (
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


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A form that waits for approval, and what somebody has to do about it."""

    form: ExamForm
    part: ApprovalPart


@dataclass(frozen=True, kw_only=True)
class Makers:
    """Who made which form, and which form was made from which."""

    by_form: Mapping[int, Collection[int]]
    lineage: Mapping[int, Sequence[int]]

    def of(self, form_id: int) -> set[int]:
        """Who made this form or changed anything of it since."""
        return set(self.by_form.get(form_id, ()))

    def before(self, form_id: int) -> set[int]:
        """Who made the forms that this one goes back to: a copy or the next edition is their work as well (BR-17)."""
        return {person for origin in self.lineage[form_id] for person in self.of(origin)}


def people_for_approval(work: Work) -> int:
    """How many people the school wants between the making and the use of a form: 1, 2 or 3 (1 statement)."""
    chosen = setting(work.db, rules.APPROVALS, rules.ALONE)
    return chosen if chosen in (rules.ALONE, rules.TWO, rules.THREE) else rules.ALONE


def form_anew(work: Work, form_id: int) -> ExamForm:
    """The form as it stands in the database now, with groups and steps (3 statements)."""
    return work.db.scalars(
        select(ExamForm)
        .where(ExamForm.id == form_id)
        .options(joinedload(ExamForm.qualification), selectinload(ExamForm.groups).selectinload(ExamGroup.steps))
        .execution_options(populate_existing=True)
    ).one()


def approvals(work: Work, form_id: int) -> list[FormApproval]:
    """What was done about this form, oldest first, with who did it (1 statement)."""
    return list(
        work.db.scalars(
            select(FormApproval)
            .where(FormApproval.form_id == form_id)
            .options(joinedload(FormApproval.decider))
            .order_by(FormApproval.id)
        )
    )


def is_done(work: Work, form_key: str) -> bool:
    """Whether this very deed was done already: a button pressed twice (1 statement)."""
    return bool(work.db.scalar(select(exists().where(FormApproval.form_key == form_key))))


def standing(work: Work, form: ExamForm, done: Iterable[FormApproval]) -> Standing:
    """How far the approval of this form has come (3 statements)."""
    return _standing(people_for_approval(work), form, done, _makers(work, [form]))


def _standing(people: int, form: ExamForm, done: Iterable[FormApproval], makers: Makers) -> Standing:
    judged = [Judged(part=row.part, approved=row.approved, by=row.decided_by) for row in done]
    return rules.standing(people, judged, makers=makers.of(form.id), makers_before=makers.before(form.id))


def _makers(work: Work, forms: Collection[ExamForm]) -> Makers:
    """Who made these forms and those that they go back to, as the audit trail has it (2 statements)."""
    origins = _origins(work)
    lineage = {form.id: _lineage(form.id, origins) for form in forms}
    ids = set(lineage).union(*lineage.values())
    form_id = AuditLine.facts["form_id"].as_integer()
    found: dict[int, set[int]] = defaultdict(set)
    for form, person in work.db.execute(
        union(
            select(form_id, AuditLine.actor_id).where(AuditLine.event.in_(MAKING), form_id.in_(ids)),
            select(ExamForm.id, ExamForm.made_by).where(ExamForm.id.in_(ids)),
        )
    ):
        if person is not None:
            found[form].add(person)
    return Makers(by_form=found, lineage=lineage)


def _origins(work: Work) -> dict[int, int]:
    """Form -> the form that it is a copy or a new edition of, 0 for none; that one may be gone (1 statement)."""
    facts = AuditLine.facts
    origin = func.coalesce(facts["copied_from"].as_integer(), facts["edition_of"].as_integer(), 0)
    rows = work.db.execute(
        select(facts["form_id"].as_integer(), origin).where(AuditLine.event == FormMade.name).order_by(AuditLine.id)
    )
    return {row[0]: row[1] for row in rows}


def _lineage(form_id: int, origins: Mapping[int, int]) -> list[int]:
    """The form that this one was made from, the one before that, and so on."""
    found: list[int] = []
    while (form_id := origins.get(form_id, 0)) and form_id not in found:
        found.append(form_id)
    return found


def forms_to_approve(work: Work) -> list[Waiting]:
    """The forms that wait for this very person, longest waiting first (1 statement; 5 when some wait)."""
    in_review = list(
        work.db.scalars(
            select(ExamForm)
            .where(ExamForm.state == FormState.IN_REVIEW)
            .options(joinedload(ExamForm.qualification))
            .order_by(ExamForm.handed_in_at, ExamForm.id)
        )
    )
    if not in_review or work.actor.id is None:
        return []
    people, makers = people_for_approval(work), _makers(work, in_review)
    done = _done(work, [form.id for form in in_review])
    found = []
    for form in in_review:
        far = _standing(people, form, done[form.id], makers)
        if far.next_part and may_give(work.actor.roles, far.next_part) and not far.why_not(work.actor.id):
            found.append(Waiting(form=form, part=far.next_part))
    return found


def waiting_count(work: Work) -> int:
    """How many forms wait for this very person (1 statement; 5 when some wait)."""
    return len(forms_to_approve(work))


def may_give(roles: Collection[str], part: ApprovalPart) -> bool:
    """Whether these roles give this part: a coordinator looks over, the board does that too and establishes."""
    return Role.BOARD_MEMBER in roles or (part is ApprovalPart.REVIEW and Role.COORDINATOR in roles)


def _done(work: Work, form_ids: Collection[int]) -> dict[int, list[FormApproval]]:
    found: dict[int, list[FormApproval]] = defaultdict(list)
    for row in work.db.scalars(
        select(FormApproval).where(FormApproval.form_id.in_(form_ids)).order_by(FormApproval.id)
    ):
        found[row.form_id].append(row)
    return found


def is_accounted_for(work: Work, form_id: int) -> bool:
    """Whether an accountability document stands with this form (1 statement)."""
    there = exists().where(
        FormDocument.form_id == form_id,
        FormDocument.kind == DocumentKind.ACCOUNTABILITY,
        FormDocument.removed_at.is_(None),
    )
    return bool(work.db.scalar(select(there)))


def needs_account(work: Work) -> bool:
    """Whether the school wants an accountability document with each exam (BR-08; 1 statement)."""
    return bool(setting(work.db, rules.ACCOUNTABILITY_REQUIRED, default=False))


def fingerprint_now(work: Work, form: ExamForm) -> str:
    """The fingerprint of the form as it stands, its documents counted in (1 statement)."""
    documents = work.db.execute(
        select(FormDocument.kind, FormDocument.title, FormDocument.file_key, FormDocument.for_candidate)
        .where(FormDocument.form_id == form.id, FormDocument.removed_at.is_(None))
        .order_by(FormDocument.id)
    )
    return rules.fingerprint(
        {
            **since.without_usual(_facts(form, FRONT), since.OF_FORM),
            "groups": [
                {
                    **since.without_usual(_facts(group, OF_GROUP), since.OF_GROUP),
                    "steps": [_facts(step, OF_STEP) for step in group.steps],
                }
                for group in form.groups
            ],
            "documents": [list(row) for row in documents],
        }
    )


def _facts(thing: ExamForm | ExamGroup | ExamStep, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(thing, name) for name in names}
