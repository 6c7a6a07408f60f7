"""Which attempt an exam is, and what stands of the others, as the candidate reads it (BR-50)."""

from collections.abc import Mapping, Sequence

from exams.models import Sitting
from exams.pages.sittings import NO_RESULT
from exams.queries.standing_results import ListedAttempt
from exams.rules import SittingState
from exams.rules.design import AttemptThatCounts
from foundation.messages import Message, say


def attempts_told(sittings: Sequence[Sitting], listed: Mapping[int, ListedAttempt]) -> dict[int, list[Message]]:
    """Sitting id -> which attempt it is and what stands of others, for the candidate whose exams these are."""
    by_exam: dict[int, list[Sitting]] = {}
    for sitting in sorted(sittings, key=lambda one: (one.attempt, one.id)):
        by_exam.setdefault(sitting.session.form.family, []).append(sitting)
    return {
        sitting.id: _told(sitting, by_exam[sitting.session.form.family], listed.get(sitting.id))
        for sitting in sittings
        if not sitting.session.form.formative and sitting.state not in NO_RESULT
    }


def _told(sitting: Sitting, same: Sequence[Sitting], listed: ListedAttempt | None) -> list[Message]:
    form, told = sitting.session.form, list[Message]()
    if form.attempts_allowed:
        told.append(say("Attempt %(number)s of %(allowed)s.", number=sitting.attempt, allowed=form.attempts_allowed))
    elif sitting.attempt > 1 or listed:
        told.append(say("Attempt %(number)s.", number=sitting.attempt))
    if sitting.state is SittingState.ANNULLED:
        return [_after_annulment(sitting)]
    if sitting.state is SittingState.RATIFIED:
        return [*told, *_counting(listed)]
    earlier = [one for one in same if one.attempt < sitting.attempt and one.state is SittingState.RATIFIED]
    told += [_stood(one) for one in earlier]
    if earlier:
        best = form.attempt_that_counts is AttemptThatCounts.BEST
        told.append(say("The best attempt counts.") if best else say("The last attempt counts."))
    return told


def _after_annulment(sitting: Sitting) -> Message:
    if sitting.annulled_uses_attempt:
        return say("The attempt stays used up.")
    return say("The attempt is given back.")


def _counting(listed: ListedAttempt | None) -> list[Message]:
    if listed is None:
        return []
    if listed.is_exempt:
        return [say("The exam board gave an exemption from this exam, and that counts.")]
    if listed.total < 2:
        return []
    return [say("This attempt counts.") if listed.counts else say("Another attempt counts.")]


def _stood(earlier: Sitting) -> Message:
    facts = {"number": earlier.attempt, "when": earlier.starts_at}
    if earlier.passed:
        return say("Attempt %(number)s, on %(when)s: passed.", **facts)
    return say("Attempt %(number)s, on %(when)s: failed.", **facts)
