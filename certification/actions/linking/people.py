"""Linking one person by hand (C5): what somebody chose for this person, and takes away again."""

from collections.abc import Sequence

from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from people.models import Person
from qualification_files import queries as files
from qualification_files.actions.grounds import hold, release_by_hand
from qualification_files.models import Qualification
from qualification_files.queries import Results
from qualification_files.rules import LinkOrigin, LinkResult, why_not_linked

MOST_AT_ONCE = 20


def link_by_hand(work: Work, person: Person, qualification_ids: Sequence[int], *, required: bool) -> list[Results]:
    """Let this person follow these, and give what became of each; refused where none of them can be."""
    chosen = files.qualifications_by_id(work, sorted(set(qualification_ids)))
    if not chosen:
        raise Unreadable(say("Choose at least one qualification first."))
    if len(chosen) > MOST_AT_ONCE:
        raise Unreadable(say("Choose at most %(limit)s qualifications at a time.", limit=MOST_AT_ONCE))
    found = [hold(work, one, [person.id], origin=LinkOrigin.BY_HAND, required=required) for one in chosen]
    if all(_refused(one) for one in found):
        result = next(iter(found[0].people))
        raise Refusal(
            say("Nothing was linked: %(reason)s.", reason=why_not_linked(result, found[0].offer) or say("not possible"))
        )
    return found


def unlink_by_hand(work: Work, person: Person, qualification: Qualification) -> bool:
    """Take away what people decided; give whether the link ended, for a rule or a place may still ask for it."""
    return release_by_hand(work, qualification, person.id)


def _refused(found: Results) -> bool:
    return not {LinkResult.CHANGED, LinkResult.UNCHANGED}.intersection(found.people)
