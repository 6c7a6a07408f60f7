"""What evidence must be like, what assessors find of it, and how far candidates find themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy.exc import IntegrityError

from foundation.messages import say
from foundation.refusals import Unreadable
from foundation.work import Work
from portfolio.actions.entries import ChangedMeanwhile
from portfolio.events import EvidenceRuleSet, EvidenceRuleTakenAlong, QualityJudged, SelfAssessed
from portfolio.models import EvidenceRule, OpenedWorkProcess, QualityJudgement, SelfAssessment
from portfolio.queries import quality as queries
from portfolio.rules import Asks, Aspect, Capacity, Judgement, SelfLevel


@dataclass(frozen=True)
class SelfSaid:
    """What somebody says of oneself about one work process."""

    work_process_id: int
    level: SelfLevel
    remark: str = ""


def set_evidence_rule(work: Work, qualification_id: int, asks: Asks, *, version: int) -> None:
    """Ask this of evidence from now on; refused when the rule is no longer what was opened (0: there was none)."""
    rule = queries.locked_rule(work, qualification_id)
    if (rule.version if rule else 0) != version:
        raise ChangedMeanwhile
    if rule and queries.asks_of(rule) == asks:
        return
    if rule:
        _write(work, rule, asks)
    else:
        _add_rule(work, qualification_id, asks)
    work.emit(
        EvidenceRuleSet(
            qualification_id=qualification_id,
            months_valid=asks.months_valid,
            pieces=asks.pieces,
            contexts=asks.contexts,
            witness=asks.witness,
        )
    )


def take_rule_along(work: Work, *, qualification_id: int, predecessor_id: int) -> None:
    """A new version asks what the earlier one asked, as long as it has no rule of its own."""
    rule = queries.rule(work, predecessor_id)
    if rule is None or queries.rule(work, qualification_id) is not None:
        return
    _add_rule(work, qualification_id, queries.asks_of(rule))
    work.emit(EvidenceRuleTakenAlong(qualification_id=qualification_id, predecessor_id=predecessor_id))


def judge(
    work: Work,
    opened: OpenedWorkProcess,
    found: Mapping[Aspect, Judgement],
    *,
    remark: str,
    form_key: str,
) -> QualityJudgement:
    """What the actor finds of this evidence from now on; the same form sent twice judges once."""
    if Judgement.INSUFFICIENT in found.values() and not remark:
        raise Unreadable(say("Say what is insufficient, so that the candidate knows what to do."))
    if not found and not remark:
        raise Unreadable(say("Judge at least one aspect, or write a remark."))
    place = f"{work.actor.id} {opened.owner_id} {opened.work_process.id}"
    newest, before = queries.own_judgements(work, opened.owner_id, opened.work_process.id)
    if newest and newest.form_key == _key(form_key, place, before) and _finds(newest, found, remark):
        return newest  # the same form once more; gone back to and changed, it judges anew
    judgement = QualityJudgement(
        person_id=opened.owner_id,
        work_process_id=opened.work_process.id,
        judged_by=work.actor.id,
        capacity=Capacity.ASSESSOR if opened.assessed else Capacity.SUPERVISOR,
        remark=remark,
        form_key=_key(form_key, place, newest),
        judged_at=work.now,
        **{aspect.value: one for aspect, one in found.items()},
    )
    try:
        with work.db.begin_nested():  # race: the same form twice at once; the key is unique, the second finds the first
            work.db.add(judgement)
    except IntegrityError:
        return queries.judgement_with_key(work, _key(form_key, place, newest))
    work.emit(
        QualityJudged(
            person_id=opened.owner_id,
            work_process_id=opened.work_process.id,
            judgement_id=judgement.id,
            capacity=judgement.capacity,
        )
    )
    return judgement


def assess_oneself(work: Work, person_id: int, said: Sequence[SelfSaid], *, form_key: str) -> int:
    """Keep what differs from what stood; says how much that was. The same form sent twice keeps it once."""
    standing = queries.self_assessments(work, person_id)
    fresh = [one for one in said if not _stands(standing.get(one.work_process_id), one)]
    if not fresh:
        return 0
    rows = [
        SelfAssessment(
            person_id=person_id,
            work_process_id=one.work_process_id,
            level=one.level,
            remark=one.remark,
            form_key=_key(form_key, f"{person_id} {one.work_process_id}", standing.get(one.work_process_id)),
            assessed_at=work.now,
        )
        for one in fresh
    ]
    try:
        with work.db.begin_nested():  # race: the same form twice at once; the keys are unique, the second adds nothing
            work.db.add_all(rows)
    except IntegrityError:
        return len(fresh)
    work.emit(SelfAssessed(person_id=person_id, work_process_ids=tuple(one.work_process_id for one in fresh)))
    return len(fresh)


def _stands(row: queries.SelfRow | None, said: SelfSaid) -> bool:
    return row is not None and (row.level, row.remark) == (said.level, said.remark)


def _add_rule(work: Work, qualification_id: int, asks: Asks) -> None:
    rule = EvidenceRule(qualification_id=qualification_id)
    _write(work, rule, asks)
    try:
        with work.db.begin_nested():  # race: two coordinators make the first rule at once; the second is told
            work.db.add(rule)
    except IntegrityError as error:
        raise ChangedMeanwhile from error


def _write(work: Work, rule: EvidenceRule, asks: Asks) -> None:
    rule.months_valid, rule.pieces = asks.months_valid, asks.pieces
    rule.contexts, rule.witness = asks.contexts, asks.witness
    rule.changed_by, rule.changed_at = work.actor.id, work.now


def _finds(judgement: QualityJudgement, found: Mapping[Aspect, Judgement], remark: str) -> bool:
    return judgement.remark == remark and all(getattr(judgement, one.value) == found.get(one) for one in Aspect)


def _key(form_key: str, place: str, before: QualityJudgement | queries.SelfRow | None) -> str:
    """The key of what a form adds after what stood there: sent at once, twice the same; changed later, another."""
    return str(uuid5(UUID(form_key), f"{place} {before.id if before else 0}"))
