"""Criteria, groups and what they do, in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce

from certification.queries.linking.vocabulary import Vocabulary
from certification.rules.linking.conditions import Criterion
from certification.rules.linking.states import Change, Key, RuleState, Test
from foundation.messages import Message, say, say_many
from people.rules import ROLE_NAMES, Role
from people.rules.attributes import AttributeKind

LANGUAGES = {"en": say("English"), "nl": say("Dutch")}
STATES = {
    RuleState.DRAFT: ("quiet", say("Draft")),
    RuleState.ON: ("ok", say("On")),
    RuleState.OFF: ("stop", say("Off")),
}
CHANGES: Mapping[Change, Message] = {
    Change.GAINS: say("Gains it"),
    Change.ENDS: say("Loses it"),
    Change.JOINS: say("Has it already"),
    Change.STAYS: say("Keeps it for another reason"),
    Change.CANNOT: say("Cannot be linked"),
}
CHANGE_SIGNS = {
    Change.GAINS: "ok",
    Change.ENDS: "attention",
    Change.JOINS: "quiet",
    Change.STAYS: "quiet",
    Change.CANNOT: "stop",
}
KEYS: Mapping[Key, Message] = {
    Key.PLACE: say("Place in the organisation"),
    Key.FUNCTION: say("Function"),
    Key.ROLE: say("Role"),
    Key.GROUP: say("Group"),
    Key.LANGUAGE: say("Language"),
    Key.LEADS: say("Leads a part"),
}


def criterion_words(criterion: Criterion, words: Vocabulary, *, holds: bool = True) -> Message:
    """For instance: is in Hospital > ICU; turned around: is not in Hospital > ICU."""
    values = _values(criterion, words)
    match criterion.key:
        case Key.PLACE if criterion.function_id is not None:
            function = words.function(criterion.function_id)
            if holds:
                return say("works in %(place)s as %(function)s", place=values, function=function)
            return say("does not work in %(place)s as %(function)s", place=values, function=function)
        case Key.LEADS if not criterion.values:
            return say("leads a part") if holds else say("leads no part")
        case Key.ATTRIBUTE | Key.GROUP:
            return _about_value(criterion, values, words, holds=holds)
    yes, no = SENTENCES[criterion.key]
    text = yes if holds else no
    return Message(text.text, {"values": values})


SENTENCES: Mapping[Key, tuple[Message, Message]] = {
    Key.PLACE: (say("is in %(values)s", values=""), say("is not in %(values)s", values="")),
    Key.FUNCTION: (
        say("has the function %(values)s", values=""),
        say("does not have the function %(values)s", values=""),
    ),
    Key.ROLE: (say("has the role %(values)s", values=""), say("does not have the role %(values)s", values="")),
    Key.LANGUAGE: (say("reads %(values)s", values=""), say("does not read %(values)s", values="")),
    Key.LEADS: (say("leads %(values)s", values=""), say("does not lead %(values)s", values="")),
}
ABOUT: Mapping[Test, tuple[Message, Message]] = {
    Test.IS: (say("%(name)s is %(values)s", name="", values=""), say("%(name)s is not %(values)s", name="", values="")),
    Test.CONTAINS: (
        say("%(name)s contains %(values)s", name="", values=""),
        say("%(name)s does not contain %(values)s", name="", values=""),
    ),
    Test.BEFORE: (
        say("%(name)s is before %(values)s", name="", values=""),
        say("%(name)s is not before %(values)s", name="", values=""),
    ),
    Test.FROM: (
        say("%(name)s is on or after %(values)s", name="", values=""),
        say("%(name)s is not on or after %(values)s", name="", values=""),
    ),
    Test.LESS: (
        say("%(name)s is less than %(values)s", name="", values=""),
        say("%(name)s is not less than %(values)s", name="", values=""),
    ),
    Test.AT_LEAST: (
        say("%(name)s is %(values)s or more", name="", values=""),
        say("%(name)s is not %(values)s or more", name="", values=""),
    ),
    Test.KNOWN: (say("%(name)s is known", name=""), say("%(name)s is not known", name="")),
}


def _about_value(criterion: Criterion, values: str | Message, words: Vocabulary, *, holds: bool) -> Message:
    name = KEYS[Key.GROUP] if criterion.key is Key.GROUP else words.attribute(criterion.attribute)
    yes, no = ABOUT[criterion.test]
    return Message((yes if holds else no).text, {"name": name, "values": values})


def _values(criterion: Criterion, words: Vocabulary) -> str | Message:
    return either_of([_value(one, criterion, words) for one in criterion.values])


def _value(value: str, criterion: Criterion, words: Vocabulary) -> str | Message | date:
    match criterion.key:
        case Key.PLACE | Key.LEADS:
            return words.place(value)
        case Key.FUNCTION:
            return words.function(value)
        case Key.ROLE:
            return ROLE_NAMES[Role(value)]
        case Key.LANGUAGE:
            return LANGUAGES.get(value, value)
    found = words.attributes.get(criterion.attribute)
    if found and found.kind is AttributeKind.DATE:
        return date.fromisoformat(value)
    return say("“%(value)s”", value=value) if found is None or found.kind is not AttributeKind.NUMBER else value


def either_of(values: Sequence[str | Message | date]) -> str | Message:
    """For instance: “A”, “B” or “C”."""
    if not values:
        return ""
    *others, last = values
    if not others:
        return say("%(value)s", value=last)
    first = reduce(lambda one, other: say("%(one)s, %(other)s", one=one, other=other), others)
    return say("%(one)s or %(other)s", one=first, other=last)


def reasons_words(reasons: Iterable[tuple[Criterion, bool]], words: Vocabulary) -> list[Message]:
    """Why somebody fits or not, each criterion as it is for this person."""
    return [criterion_words(one, words, holds=holds) for one, holds in reasons]


def counted_people(count: int) -> Message:
    """For instance: 12 people."""
    return say_many("%(count)s person", "%(count)s people", count)
