"""A rule as the page builds it: nested groups of criteria in words, and what can be added."""

from collections.abc import Sequence
from dataclasses import dataclass

from certification.pages.linking.words import KEYS, LANGUAGES, STATES, criterion_words
from certification.queries.linking.vocabulary import Vocabulary
from certification.rules.linking.conditions import Group, Is, Node
from certification.rules.linking.contradictions import Clash
from certification.rules.linking.states import How, Key, Test
from certification.rules.linking.values import TESTS
from foundation.messages import Message, say
from people.rules import ROLE_NAMES
from people.rules.attributes import AttributeKind
from qualification_files.pages.words import Sign

HOWS = {How.ALL: say("All of these hold"), How.ANY: say("At least one of these holds")}
NOT_HOWS = {How.ALL: say("Not all of these hold"), How.ANY: say("None of these holds")}
TEST_WORDS = {
    Test.IS: say("is"),
    Test.CONTAINS: say("contains"),
    Test.BEFORE: say("is before"),
    Test.FROM: say("is on or after"),
    Test.LESS: say("is less than"),
    Test.AT_LEAST: say("is this or more"),
    Test.KNOWN: say("is known"),
}


@dataclass(frozen=True)
class NodeLine:
    """A criterion or a group, with what is in it."""

    id: int
    words: Message
    is_group: bool
    how: How | None
    nodes: tuple["NodeLine", ...]


@dataclass(frozen=True)
class Field:
    """What is filled in for a new criterion."""

    key: str
    label: str | Message
    tests: Sequence[tuple[str, Message]]
    options: Sequence[tuple[str, str | Message]]  # to tick; empty where something is typed
    kind: str  # of the input where something is typed
    functions: Sequence[tuple[str, str]]  # of a place
    optional: bool


def node_line(node: Node, words: Vocabulary) -> NodeLine:
    """The node in words, with all that is in it."""
    if isinstance(node, Is):
        told = criterion_words(node.criterion, words, holds=not node.negated)
        return NodeLine(node.id, told, is_group=False, how=None, nodes=())
    told = (NOT_HOWS if node.negated else HOWS)[node.how]
    return NodeLine(
        node.id, told, is_group=True, how=node.how, nodes=tuple(node_line(one, words) for one in node.nodes)
    )


def rule_words(condition: Group, words: Vocabulary) -> Message:
    """The whole condition in one line, for a list: criteria that stand next to each other, with brackets."""
    return _line(condition, words)


def _line(node: Node, words: Vocabulary) -> Message:
    if isinstance(node, Is):
        return criterion_words(node.criterion, words, holds=not node.negated)
    parts = [_line(one, words) for one in node.nodes if not isinstance(one, Group) or one.nodes]
    if not parts:
        return say("nothing yet")
    line = parts[0]
    for one in parts[1:]:
        together = say("%(one)s and %(other)s", one=line, other=one)
        line = together if node.how is How.ALL else say("%(one)s or %(other)s", one=line, other=one)
    if node.negated:
        return say("not (%(criteria)s)", criteria=line)
    return say("(%(criteria)s)", criteria=line) if len(parts) > 1 and node.id != 1 else line


def offered_keys(words: Vocabulary) -> list[tuple[str, str | Message]]:
    """What a criterion may look at: what everybody has, then what this school wants to know of people."""
    known = [(one.key, one.name(words.language)) for one in words.attributes.values() if not one.retired]
    return [*((key.value, name) for key, name in KEYS.items()), *known]


def field_for(key: str, words: Vocabulary) -> Field | None:
    """What is to be filled in for this; None for something unknown."""
    if key in words.attributes:
        return _attribute_field(key, words)
    if key not in KEYS:
        return None
    found, label = Key(key), KEYS[Key(key)]
    places = [(str(one.id), one.place) for one in words.places.values() if not one.closed]
    functions = [(str(one.id), one.name) for one in words.functions.values() if one.retired_at is None]
    match found:
        case Key.PLACE:
            return Field(key, label, (), places, "", functions, optional=False)
        case Key.LEADS:
            return Field(key, label, (), places, "", (), optional=True)
        case Key.FUNCTION:
            return Field(key, label, (), functions, "", (), optional=False)
        case Key.ROLE:
            roles = [(role.value, name) for role, name in ROLE_NAMES.items()]
            return Field(key, label, (), roles, "", (), optional=False)
        case Key.LANGUAGE:
            return Field(key, label, (), list(LANGUAGES.items()), "", (), optional=False)
    return Field(key, label, _tests((Test.IS, Test.CONTAINS, Test.KNOWN)), (), "text", (), optional=False)


def _attribute_field(key: str, words: Vocabulary) -> Field:
    found = words.attributes[key]
    kind = {AttributeKind.DATE: "date", AttributeKind.NUMBER: "number"}.get(found.kind, "text")
    choices = [(choice, choice) for choice in found.choices] if found.kind is AttributeKind.CHOICE else []
    return Field(key, found.name(words.language), _tests(TESTS[found.kind]), choices, kind, (), optional=False)


def _tests(tests: Sequence[Test]) -> list[tuple[str, Message]]:
    return [(test.value, TEST_WORDS[test]) for test in tests]


def clash_words(clash: Clash, words: Vocabulary) -> Message:
    """Which two demands nobody can meet at once."""
    one, other = (criterion_words(literal.criterion, words, holds=literal.holds) for literal in clash)
    return say("These two exclude each other: %(one)s; %(other)s.", one=one, other=other)


def state_of(state: str) -> Sign:
    """The state of a rule."""
    return Sign(*STATES[next(one for one in STATES if one == state)])
