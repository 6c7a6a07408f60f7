"""Nobody decides about a result that is something else than what their page showed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exams.models import Sitting
from exams.permissions import Permission
from exams.queries.shown import Since, results_called, shown_of, since_shown
from exams.rules import SittingState
from exams.rules.shown import Shown
from foundation.messages import Message, say, say_many
from foundation.refusals import Refusal
from foundation.work import Work

# Sitting id -> what the page showed, None where that cannot be read.
OnPage = Mapping[int, Shown | None]
NEW_STATES = {
    SittingState.RATIFIED: say("It is final now."),
    SittingState.ANNULLED: say("It was annulled."),
}


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A result that is something else than what was shown, and in which way."""

    sitting: Sitting
    what: tuple[Message, ...]


class ChangedSince(Refusal):
    """Something of what was decided about changed after its page was opened; nothing was kept."""

    def __init__(self, changed: Sequence[Changed]) -> None:
        super().__init__(
            say(
                "What is decided here changed after you opened this page, so nothing was kept. "
                "What you typed is still there: read what stands now, and send it again if it still holds."
            )
        )
        self.changed = tuple(changed)


def refuse_changed(work: Work, sittings: Sequence[Sitting], shown: OnPage | None) -> None:
    """Compare what stands with what the page showed (1 statement); without a page (None) there is nothing to compare.

    Ask it with the sittings locked. All is refused where one changed: the decision was written for all of them.
    """
    if shown is None:
        return
    now = shown_of(work, {*shown, *(sitting.id for sitting in sittings)})
    known = {sitting.id: sitting for sitting in sittings}
    others = {number for number in (known.keys() | shown.keys()) if now.get(number) != shown.get(number)}
    others |= {number for number in shown if number not in known}
    if others:
        raise ChangedSince(_changed(work, others, shown, now))


def _changed(work: Work, ids: set[int], shown: OnPage, now: Mapping[int, Shown]) -> list[Changed]:
    before = {number: one for number in ids if (one := shown.get(number))}
    between = since_shown(work, before, {number: now[number] for number in ids if number in now})
    # Whoever invents the number of another exam on the page learns nothing of it.
    rows = [one for one in results_called(work, ids) if work.allows(Permission.SEE_RESULT, one)]
    rows = [one for one in rows if one.candidate_id != work.actor.id]
    return [Changed(sitting=one, what=_what(before.get(one.id), now.get(one.id), between.get(one.id))) for one in rows]


def _what(before: Shown | None, now: Shown | None, since: Since | None) -> tuple[Message, ...]:
    if before is None or now is None or since is None:
        return (say("There was no such result on the page that you read."),)
    found = [_turned(*since.passed)]
    if since.corrected:
        found.append(say_many("%(count)s mark was corrected.", "%(count)s marks were corrected.", since.corrected))
    if since.reviewed:
        found.append(say("A board member wrote down a second look at it."))
    if since.objected:
        found.append(say("An objection or an appeal came in."))
    if now.state is not before.state:
        found.append(NEW_STATES.get(now.state))
    return tuple(one for one in found if one) or (say("It was computed again, with the same result."),)


def _turned(before: bool | None, now: bool | None) -> Message | None:
    if before and now is False:
        return say("It was passed, and is failed now.")
    if before is False and now:
        return say("It was failed, and is passed now.")
    return None
