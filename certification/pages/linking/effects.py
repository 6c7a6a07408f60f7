"""A preview as pages show it: what happens to whom, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from certification.pages.linking.words import CHANGE_SIGNS, CHANGES, reasons_words
from certification.queries.linking.preview import Effect, Preview
from certification.queries.linking.vocabulary import Vocabulary
from certification.rules.linking.conditions import why
from certification.rules.linking.states import Change
from foundation.messages import Message, say, say_many
from people.models import Person
from qualification_files.models import Qualification
from qualification_files.rules import why_not_linked


@dataclass(frozen=True)
class Count:
    """How many of one qualification this happens to."""

    change: Change
    kind: str
    words: Message


@dataclass(frozen=True)
class EffectLine:
    """What happens for one qualification."""

    qualification: Qualification
    counts: list[Count]


@dataclass(frozen=True)
class PersonLine:
    """What happens to one person, and why."""

    person: Person
    kind: str
    change: Message
    reasons: list[Message]


COUNTED = {
    Change.GAINS: lambda count: say_many("%(count)s person gains it", "%(count)s people gain it", count),
    Change.ENDS: lambda count: say_many("%(count)s person loses it", "%(count)s people lose it", count),
    Change.JOINS: lambda count: say_many("%(count)s person has it already", "%(count)s people have it already", count),
    Change.STAYS: lambda count: say_many(
        "%(count)s person keeps it for another reason", "%(count)s people keep it for another reason", count
    ),
    Change.CANNOT: lambda count: say_many(
        "%(count)s person fits and cannot be linked", "%(count)s people fit and cannot be linked", count
    ),
}


def summary(found: Preview) -> Message:
    """For instance: +12, −3."""
    return say("+%(gains)s, −%(losses)s", gains=found.total(Change.GAINS), losses=found.total(Change.ENDS))


def effect_lines(found: Preview) -> list[EffectLine]:
    """Per qualification how many of each."""
    return [EffectLine(one.qualification, list(_counts(one))) for one in found.effects]


def _counts(effect: Effect) -> Iterable[Count]:
    for change in Change:
        if count := effect.count(change):
            yield Count(change, CHANGE_SIGNS[change], COUNTED[change](count))


def person_lines(
    found: Preview, effect: Effect, change: Change, people: Iterable[Person], words: Vocabulary
) -> list[PersonLine]:
    """What happens to these people, each with the criteria that decide it."""
    refused = {
        person_id: reason
        for result, whom in effect.results.people.items()
        if (reason := why_not_linked(result, effect.results.offer))
        for person_id in whom
    }
    return [
        PersonLine(
            one,
            CHANGE_SIGNS[change],
            CHANGES[change],
            list(_reasons(found, effect, one.id, refused.get(one.id), words)),
        )
        for one in people
    ]


def _reasons(
    found: Preview, effect: Effect, person_id: int, refused: Message | None, words: Vocabulary
) -> Iterable[Message]:
    truths = found.fitting.truths(person_id)
    if refused:
        yield say("Cannot be linked: %(reason)s", reason=refused)
    if truths is None:
        yield say("is no longer active")
    elif effect.qualification.id not in found.asked.qualification_ids:
        yield say("the rule no longer asks for this qualification")
    else:
        yield from reasons_words(why(found.asked.condition, truths), words)
