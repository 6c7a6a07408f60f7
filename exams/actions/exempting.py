"""Freeing a candidate from an exam or from parts of it, by a decision of the board (BR-45)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from exams import queries
from exams.actions.correcting import Foreseen, settle_again
from exams.actions.deciding import decide, refuse_decision
from exams.actions.repeats import bound
from exams.actions.results import foresee
from exams.actions.unseen import OnPage, refuse_changed
from exams.actions.wording import require_words
from exams.events.board import ExemptionGiven, ExemptionWithdrawn
from exams.models import BoardDecision, ExamForm, Exemption, Sitting
from exams.permissions import examined, keeps_marks, result_stands
from exams.queries.board import decision_sent
from exams.queries.exemptions import sittings_of_family, standing_exemptions
from exams.queries.standing import exempt_parts, freed_steps, raw_marks, standing_of
from exams.rules import SittingState
from exams.rules.agreeing import BOTH
from exams.rules.cut_scores.earlier import number_in
from exams.rules.cut_scores.numbers import shown
from exams.rules.decisions import DecisionFacts, DecisionKind, OutcomeCause
from exams.rules.records import Record
from foundation.messages import say
from foundation.refusals import NotAllowed, Refusal, Unreadable
from foundation.work import Work
from people.models import Person
from people.rules import Role


@dataclass(frozen=True, kw_only=True)
class ExemptionFacts:
    """From what, why, and the earlier mark that counts along; no parts means the whole exam."""

    parts: tuple[str, ...]
    ground: str
    requested_on: date
    earlier_result: str


NO_RESULT_WITHOUT = say(
    "The exam was signed without marks for what the candidate is exempt from, so without the exemption it would have "
    "no result. First annul that result; then withdraw the exemption and plan the exam anew. Or leave the exemption "
    "as it is."
)
SIGNED_WITHOUT = say(
    "An examiner has signed already without marks for what the candidate is exempt from, and can mark it no more. "
    "Wait until there is a result and annul it; then withdraw the exemption and plan the exam anew. Or leave the "
    "exemption as it is."
)


def exempt(
    work: Work,
    candidate: Person,
    form: ExamForm,
    facts: ExemptionFacts,
    decision: DecisionFacts,
    shown: OnPage | None = None,
) -> BoardDecision:
    """The candidate need not do this; results that there are already are computed again without these parts."""
    decision = bound(work, decision, DecisionKind.EXEMPTION, candidate.id, form.id, *facts.parts)
    if before := decision_sent(work, decision.form_key):
        return before
    # Race: two members exempt the same candidate. The lock makes the second see what the first one did.
    work.db.execute(select(Person.id).where(Person.id == candidate.id).with_for_update(key_share=True))
    _hold_sittings(work, candidate.id, form)
    refuse_changed(work, _settled(work, candidate.id, form), shown)
    _refuse(work, candidate, form, facts)
    made = decide(work, DecisionKind.EXEMPTION, decision, since=facts.requested_on)
    exemption = Exemption(
        candidate_id=candidate.id,
        form_id=form.id,
        parts=list(facts.parts),
        ground=facts.ground,
        requested_on=facts.requested_on,
        earlier_result=facts.earlier_result,
        decision_id=made.id,
    )
    work.db.add(exemption)
    work.db.flush()  # the event needs the number, and results are computed with it
    work.emit(
        ExemptionGiven(
            exemption_id=exemption.id,
            person_id=candidate.id,
            form_id=form.id,
            decision_id=made.id,
            whole=not facts.parts,
        )
    )
    _settle_results(work, candidate.id, form)
    return made


def foresee_exemption(
    work: Work, candidate: Person, form: ExamForm, facts: ExemptionFacts, decision: DecisionFacts
) -> list[Foreseen]:
    """Each result that is computed again, and what it would become; refuses what `exempt` does, keeps nothing."""
    _refuse(work, candidate, form, facts)
    refuse_decision(work, DecisionKind.EXEMPTION, decision, since=facts.requested_on)
    rows = [queries.sitting(work, one.id) for one in _settled(work, candidate.id, form)]
    return [
        Foreseen(
            sitting=one,
            before=Record.from_json(one.outcome or {}),
            after=foresee(work, one, standing_of(work, one), freed=_freed(work, one, facts)),
        )
        for one in rows
    ]


def _freed(work: Work, sitting: Sitting, facts: ExemptionFacts) -> dict[str, Fraction | None]:
    """The parts that are exempt already, with those that would be."""
    already, design = exempt_parts(work, sitting), sitting.session.form.design
    mark = facts.earlier_result
    return {**already, **{key: design.earlier_mark(key, mark) if mark else already.get(key) for key in facts.parts}}


def _settled(work: Work, candidate_id: int, form: ExamForm) -> list[Sitting]:
    """The exams whose result is computed again when an exemption is given or withdrawn."""
    rows = sittings_of_family(work, candidate_id, form.family)
    return [one for one in rows if result_stands(work.actor, one) and keeps_marks(work.actor, one)]


def _refuse(work: Work, candidate: Person, form: ExamForm, facts: ExemptionFacts) -> None:
    if candidate.id == work.actor.id:
        raise NotAllowed(say("Nobody decides about an exemption of their own. Ask another board member."))
    require_words(facts.ground)
    _refuse_examiner(work, candidate.id, form)
    if Role.CANDIDATE not in candidate.role_names:
        raise Refusal(say("Only candidates can be exempted."))
    if not set(facts.parts) <= {group.key for group in form.groups}:
        raise Unreadable(say("This exam has no such part. Choose from the list."))
    _refuse_mark(form, facts)
    if facts.requested_on > work.today:
        raise Unreadable(say("An exemption cannot have been requested after today."))
    standing = standing_exemptions(work, [candidate.id]).get((candidate.id, form.family), [])
    known = {str(key) for one in standing for key in one.parts}
    if any(not one.parts for one in standing) or (facts.parts and set(facts.parts) <= known):
        raise Refusal(say("%(name)s is exempt from this already.", name=candidate.name))


def _refuse_mark(form: ExamForm, facts: ExemptionFacts) -> None:
    """A number is a mark that each of these parts can have; words are kept as they are, and do not count."""
    mark = number_in(facts.earlier_result)
    if mark is None:
        return
    design = form.design
    for key in facts.parts:
        marks = design.marks_of(key)
        if marks and not marks[0] <= mark <= marks[1]:
            lowest, highest = (shown(one) for one in marks)
            raise Unreadable(
                say(
                    "The earlier mark of %(part)s lies between %(lowest)s and %(highest)s.",
                    part=key,
                    lowest=lowest,
                    highest=highest,
                )
            )


def _refuse_examiner(work: Work, candidate_id: int, form: ExamForm) -> None:
    """Four eyes: an exemption changes results, and whoever marked one of them decides nothing about it."""
    if any(examined(work.actor, sitting) for sitting in sittings_of_family(work, candidate_id, form.family)):
        raise NotAllowed(say("You examined this candidate in this exam. Ask another board member to decide."))


def foresee_withdrawal(work: Work, exemption: Exemption) -> list[Foreseen]:
    """Each result that is computed again without it, and what it would become; refuses what withdrawing does."""
    _refuse_examiner(work, exemption.candidate_id, exemption.form)
    _refuse_signed_without(work, exemption)
    rows = [queries.sitting(work, one.id) for one in _settled(work, exemption.candidate_id, exemption.form)]
    return [
        Foreseen(sitting=one, before=Record.from_json(one.outcome or {}), after=_foresee_without(work, one, exemption))
        for one in rows
    ]


def _foresee_without(work: Work, sitting: Sitting, exemption: Exemption) -> Record:
    freed = exempt_parts(work, sitting, without=exemption.id)
    try:
        return foresee(work, sitting, standing_of(work, sitting), freed=freed)
    except Refusal as refusal:
        raise Refusal(NO_RESULT_WITHOUT, details=[refusal.message]) from refusal


def _refuse_signed_without(work: Work, exemption: Exemption) -> None:
    """Who signed marks no more: what was not asked then cannot be asked now."""
    for found in sittings_of_family(work, exemption.candidate_id, exemption.form.family):
        if found.state in (SittingState.IN_PROGRESS, SittingState.AGREEING):
            _refuse_unmarked(work, queries.sitting(work, found.id), exemption)


def _refuse_unmarked(work: Work, sitting: Sitting, exemption: Exemption) -> None:
    asked = freed_steps(work, sitting) - freed_steps(work, sitting, without=exemption.id)
    signed = [sheet.id for sheet in sitting.standing_sheets if sheet.signed_at and sheet.position in BOTH]
    marks = raw_marks(work, signed)
    if any(not asked <= marks.get(sheet, {}).keys() for sheet in signed):
        raise Refusal(SIGNED_WITHOUT)


def withdraw_exemption(work: Work, exemption: Exemption, reason: str, shown: OnPage | None = None) -> None:
    """The exemption holds no more, and results are computed with these parts again; withdrawn before is no harm."""
    if exemption.candidate_id == work.actor.id:
        raise NotAllowed(say("Nobody decides about an exemption of their own. Ask another board member."))
    _refuse_examiner(work, exemption.candidate_id, exemption.form)
    work.db.refresh(exemption, ["withdrawn_at"], with_for_update=True)  # two members at once: one withdraws it
    if exemption.withdrawn_at:
        return
    require_words(reason)
    _hold_sittings(work, exemption.candidate_id, exemption.form)
    refuse_changed(work, _settled(work, exemption.candidate_id, exemption.form), shown)
    _refuse_signed_without(work, exemption)
    exemption.withdrawn_at = work.now
    exemption.withdrawn_by = work.actor.id
    exemption.withdrawn_reason = reason
    work.db.flush()  # results are computed without it
    work.emit(
        ExemptionWithdrawn(exemption_id=exemption.id, person_id=exemption.candidate_id, form_id=exemption.form_id)
    )
    try:
        _settle_results(work, exemption.candidate_id, exemption.form)
    except Refusal as refusal:
        raise Refusal(NO_RESULT_WITHOUT, details=[refusal.message]) from refusal


def _hold_sittings(work: Work, candidate_id: int, form: ExamForm) -> None:
    """Race: the last signature is written meanwhile. Either it waits and counts with the exemption, or is seen here."""
    ids = [found.id for found in sittings_of_family(work, candidate_id, form.family)]
    held = select(Sitting).where(Sitting.id.in_(ids)).order_by(Sitting.id).with_for_update()
    work.db.scalars(held.execution_options(populate_existing=True)).all()


def _settle_results(work: Work, candidate_id: int, form: ExamForm) -> None:
    for found in _settled(work, candidate_id, form):
        settle_again(work, queries.sitting(work, found.id), OutcomeCause.EXEMPTED)
