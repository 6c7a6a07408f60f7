"""Linking and unlinking many people: what it will do, what it has done."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from foundation.messages import Message, say, say_many
from foundation.work import Work
from people.models import Person
from qualification_files import queries
from qualification_files.models import LinkRun, Qualification
from qualification_files.pages.lists import Filter
from qualification_files.pages.words import Sign
from qualification_files.queries import WITHOUT, PastRun, Results, WantedPeople
from qualification_files.rules import LinkDeed, LinkResult, Offer, StaysAway, why_not_linked
from qualification_files.rules.linking import STAYS_AWAY_WORDS

SHOWN = 50  # names under a group; the rest is one click away


@dataclass(frozen=True)
class Group:
    """People to whom the same happens, for the same reason."""

    result: LinkResult
    kind: str
    words: Message
    count: int
    people: list[Person]

    @property
    def more(self) -> int:
        """How many are not named here."""
        return self.count - len(self.people)


@dataclass(frozen=True)
class Effect:
    """What happens for one qualification."""

    qualification: Qualification
    groups: list[Group]


@dataclass(frozen=True)
class Stayed:
    """People whom undoing did not put back, and why."""

    words: Message
    people: list[Person]
    more: int  # who are not named here


@dataclass(frozen=True)
class RunLine:
    """One linking or unlinking in the list of them."""

    run: LinkRun
    words: Message
    qualifications: list[str]
    made_by: str
    state: Sign


ORDER = (LinkResult.CHANGED, LinkResult.UNCHANGED)


def kept_results(run: LinkRun, qualifications: Sequence[Qualification]) -> list[Results]:
    """What a run that was loaded in full has done."""
    known = {row.id: row for row in qualifications}
    return [
        Results(
            known[entry["qualification_id"]],
            {LinkResult(name): people for name, people in entry["people"].items()},
        )
        for entry in run.outcome
        if entry["qualification_id"] in known
    ]


def run_lines(work: Work, runs: Sequence[PastRun]) -> list[RunLine]:
    """Who linked how many to what, and what became of it; all names in one statement."""
    wanted = {number for past in runs for number in past.run.qualification_ids}
    names = {row.id: _named(row) for row in queries.qualifications_by_id(work, sorted(wanted))}
    return [
        RunLine(
            run=past.run,
            words=deed_words(past.run.deed, past.run.people),
            qualifications=[names[number] for number in past.run.qualification_ids if number in names],
            made_by=past.made_by,
            state=_run_sign(past),
        )
        for past in runs
    ]


def _named(row: Qualification) -> str:
    return f"{row.name} ({row.code}{', ' + row.cohort if row.cohort else ''})"


def deed_words(deed: LinkDeed, count: int) -> Message:
    """For instance: Link 1,300 people."""
    if deed is LinkDeed.LINK:
        return say_many("Link %(count)s person", "Link %(count)s people", count)
    return say_many("Unlink %(count)s person", "Unlink %(count)s people", count)


def _run_sign(past: PastRun) -> Sign:
    if past.run.undone_at is not None:
        return Sign("quiet", say("Undone"))
    if past.run.finished_at is not None:
        return Sign("ok", say("Done"))
    return Sign("stop", say("Stopped")) if past.stopped else Sign("wait", say("Going on"))


def change_words(deed: LinkDeed, results: Sequence[Results]) -> Message | None:
    """What the button of the preview does; None when nothing will change. Who is linked to two is one person."""
    people = len({person for one in results for person in one.people.get(LinkResult.CHANGED, ())})
    return deed_words(deed, people) if people else None


def effects(work: Work, deed: LinkDeed, results: Sequence[Results], *, done: bool) -> list[Effect]:
    """The results in words and names; all names in one statement."""
    wanted = sorted({number for result in results for ids in result.people.values() for number in ids[:SHOWN]})
    people = {person.id: person for person in queries.people_named(work, wanted, limit=len(wanted))}
    return [Effect(result.qualification, list(_groups(deed, result, people, done=done))) for result in results]


def stayed(work: Work, not_back: Iterable[Mapping[str, Sequence[int]]]) -> list[Stayed]:
    """Whom undoing did not put back, in words and names: one statement per reason."""
    found: dict[StaysAway, set[int]] = {}
    for of_one in not_back:
        for reason, person_ids in of_one.items():
            found.setdefault(StaysAway(reason), set()).update(person_ids)
    return [_stayed(work, reason, found[reason]) for reason in StaysAway if reason in found]


def _stayed(work: Work, reason: StaysAway, person_ids: Collection[int]) -> Stayed:
    words = say_many(
        "%(count)s person was not put back: %(reason)s.",
        "%(count)s people were not put back: %(reason)s.",
        len(person_ids),
        reason=STAYS_AWAY_WORDS[reason],
    )
    people = queries.people_named(work, sorted(person_ids), limit=SHOWN)
    return Stayed(words, people, len(person_ids) - len(people))


def group_words(deed: LinkDeed, result: LinkResult, offer: Offer, count: int, *, done: bool) -> Message:
    """For instance: 2 people cannot be linked: intake ended 1 Aug 2026."""
    if result is LinkResult.HELD:
        return say_many(
            "%(count)s person stays linked: a rule or the organisation asks for it",
            "%(count)s people stay linked: a rule or the organisation asks for it",
            count,
        )
    reason = why_not_linked(result, offer)
    if reason is not None:
        return say_many(
            "%(count)s person cannot be linked: %(reason)s",
            "%(count)s people cannot be linked: %(reason)s",
            count,
            reason=reason,
        )
    return WORDS[(deed, result, done)](count)


def result_words(deed: LinkDeed, result: LinkResult, found: Results, *, done: bool) -> Message:
    """The same for one result of one qualification."""
    offer = found.offer
    return group_words(deed, result, offer, found.number(result), done=done)


WORDS: Mapping[tuple[LinkDeed, LinkResult, bool], Callable[[int], Message]] = {
    (LinkDeed.LINK, LinkResult.CHANGED, False): lambda count: say_many(
        "%(count)s person will be linked", "%(count)s people will be linked", count
    ),
    (LinkDeed.LINK, LinkResult.CHANGED, True): lambda count: say_many(
        "%(count)s person was linked", "%(count)s people were linked", count
    ),
    (LinkDeed.LINK, LinkResult.UNCHANGED, False): lambda count: say_many(
        "%(count)s person is linked already", "%(count)s people are linked already", count
    ),
    (LinkDeed.LINK, LinkResult.UNCHANGED, True): lambda count: say_many(
        "%(count)s person was linked already", "%(count)s people were linked already", count
    ),
    (LinkDeed.UNLINK, LinkResult.CHANGED, False): lambda count: say_many(
        "%(count)s person will be unlinked", "%(count)s people will be unlinked", count
    ),
    (LinkDeed.UNLINK, LinkResult.CHANGED, True): lambda count: say_many(
        "%(count)s person was unlinked", "%(count)s people were unlinked", count
    ),
    (LinkDeed.UNLINK, LinkResult.UNCHANGED, False): lambda count: say_many(
        "%(count)s person is not linked to it", "%(count)s people are not linked to it", count
    ),
    (LinkDeed.UNLINK, LinkResult.UNCHANGED, True): lambda count: say_many(
        "%(count)s person was not linked to it", "%(count)s people were not linked to it", count
    ),
}


def people_filters(
    groups: Sequence[str], qualifications: Sequence[Qualification], wanted: WantedPeople
) -> list[Filter]:
    """Group, and what is followed."""
    offered = [(str(row.id), _named(row)) for row in qualifications]
    return [
        Filter("group", _("Group"), [(group, group) for group in groups], wanted.group),
        Filter("qualification", _("Qualification"), [(WITHOUT, _("Without any")), *offered], wanted.qualification),
    ]


def progress_words(run: LinkRun) -> Message:
    """How far it is."""
    if run.deed is LinkDeed.LINK:
        return say("%(done)s of %(total)s people were dealt with. Linking goes on.", done=run.done, total=run.people)
    return say("%(done)s of %(total)s people were dealt with. Unlinking goes on.", done=run.done, total=run.people)


def _groups(deed: LinkDeed, result: Results, people: Mapping[int, Person], *, done: bool) -> list[Group]:
    offer = result.offer
    order = [*ORDER, *(one for one in LinkResult if one not in ORDER)]
    return [
        Group(
            result=one,
            kind={LinkResult.CHANGED: "ok" if done else "open", LinkResult.UNCHANGED: "quiet"}.get(one, "stop"),
            words=group_words(deed, one, offer, len(ids), done=done),
            count=len(ids),
            people=sorted(
                (people[number] for number in ids[:SHOWN] if number in people), key=lambda row: row.sorting_name
            ),
        )
        for one in order
        if (ids := result.people.get(one))
    ]
