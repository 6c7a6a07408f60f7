"""What one person follows, why, and what it is worth; and who follows one qualification."""

from collections.abc import Sequence
from dataclasses import dataclass

from certification.pages.linking.reasons import Reason, reason
from certification.pages.standing import ShownStanding, shown_standing
from certification.queries.linking.reasons import names_for
from certification.queries.standings import standings
from foundation.messages import Message, say
from foundation.work import Work
from people.models import Person
from qualification_files.models import Qualification, QualificationLink
from qualification_files.queries import Results
from qualification_files.queries.grounds import grounds_of, links_of_person
from qualification_files.rules import LinkResult, why_not_linked


@dataclass(frozen=True)
class LinkLine:
    """A qualification of a person: why it is asked, and what it is worth where it asks something over time."""

    link: QualificationLink
    reasons: list[Reason]  # what holds it now
    former: list[Reason]  # what held it before
    standing: ShownStanding | None

    @property
    def required(self) -> bool:
        """Whether any reason requires it; otherwise it is recommended."""
        return any(one.required for one in self.reasons)

    @property
    def by_hand(self) -> bool:
        """Whether somebody can take a reason away here."""
        return any(one.by_hand for one in self.reasons)

    @property
    def asked_by_facts(self) -> bool:
        """Whether a rule or the organisation asks for it."""
        return any(not one.by_hand for one in self.reasons)


@dataclass(frozen=True)
class PersonLinks:
    """What somebody follows now, and followed."""

    current: list[LinkLine]
    ended: list[LinkLine]


@dataclass(frozen=True)
class Follower:
    """Somebody who follows a qualification, and why."""

    person: Person
    reasons: list[Reason]
    standing: ShownStanding | None

    @property
    def required(self) -> bool:
        """Whether any reason requires it; otherwise it is recommended."""
        return any(one.required for one in self.reasons)


@dataclass(frozen=True)
class LinkChoice:
    """What linking by hand would do for one qualification."""

    qualification: Qualification
    kind: str
    words: Message
    goes: bool
    note: Message | None = None


def person_links(work: Work, person_id: int, *, may_see_rules: bool) -> PersonLinks:
    """All of one person, in a fixed number of statements."""
    links = links_of_person(work, person_id)
    grounds = grounds_of(work, [one.id for one in links])
    names = names_for(work, (ground for held in grounds.values() for ground in held))
    current = [one.qualification_id for one in links if one.ended_at is None]
    worth = standings(work, people=[person_id], qualifications=current) if current else {}

    def line(link: QualificationLink) -> LinkLine:
        reasons = [reason(one, names, may_see_rules=may_see_rules) for one in grounds.get(link.id, [])]
        now = worth.get((person_id, link.qualification_id)) if link.ended_at is None else None
        return LinkLine(
            link,
            [one for one in reasons if one.ended_at is None],
            [one for one in reasons if one.ended_at is not None],
            shown_standing(now) if now else None,
        )

    lines = [line(link) for link in links]
    return PersonLinks(
        [one for one in lines if one.link.ended_at is None], [one for one in lines if one.link.ended_at is not None]
    )


def followers(work: Work, qualification: Qualification, links: Sequence[QualificationLink]) -> list[Follower]:
    """Who these links are of, why they stand and what they are worth, in a fixed number of statements."""
    grounds = grounds_of(work, [one.id for one in links])
    held = {number: [one for one in found if one.ended_at is None] for number, found in grounds.items()}
    names = names_for(work, (ground for found in held.values() for ground in found))
    people = [one.person_id for one in links]
    worth = standings(work, people=people, qualifications=[qualification.id]) if people else {}

    def follower(link: QualificationLink) -> Follower:
        now = worth.get((link.person_id, qualification.id))
        reasons = [reason(one, names, may_see_rules=True) for one in held.get(link.id, [])]
        return Follower(link.person, reasons, shown_standing(now) if now else None)

    return [follower(link) for link in links]


def link_choices(results: Sequence[Results]) -> list[LinkChoice]:
    """What linking by hand would do, per qualification."""
    return [_choice(one) for one in results]


def _choice(found: Results) -> LinkChoice:
    result = next((one for one, people in found.people.items() if people), LinkResult.UNCHANGED)
    if result is LinkResult.CHANGED:
        return LinkChoice(found.qualification, "open", say("Will be linked"), goes=True)
    if result is LinkResult.UNCHANGED:
        note = say("By hand it is held by one more reason, also when the others end.")
        return LinkChoice(found.qualification, "quiet", say("Is linked already"), goes=True, note=note)
    reason_words = why_not_linked(result, found.offer) or say("cannot be linked")
    return LinkChoice(found.qualification, "stop", say("Cannot be linked: %(reason)s", reason=reason_words), goes=False)
