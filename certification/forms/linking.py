"""Reading a criterion as somebody filled it in."""

from collections.abc import Callable, Mapping, Sequence

from werkzeug.datastructures import MultiDict

from certification.queries.linking.vocabulary import Vocabulary
from certification.rules.linking.conditions import Criterion
from certification.rules.linking.states import Key, Test
from certification.rules.linking.values import TESTS
from foundation.messages import Message, say
from foundation.refusals import Unreadable
from foundation.web.words import LANGUAGES
from people.queries.organisation import AttributeKey
from people.rules import Role
from people.rules.attributes import AttributeKind, WrongValue, read_value

MOST_VALUES = 50
Sent = MultiDict[str, str]


def read_criterion(key: str, sent: Sent, words: Vocabulary) -> Criterion:
    """The criterion that was filled in; refused in words where it is not whole."""
    if key in words.attributes:
        return _attribute(words.attributes[key], sent)
    if key not in tuple(Key) or key == Key.ATTRIBUTE:
        raise Unreadable(say("Choose from the list what the rule looks at."))
    return READERS[Key(key)](sent, words)


def _place(sent: Sent, words: Vocabulary) -> Criterion:
    function = sent.get("function", "")
    if function and not _is_known(function, words.functions):
        raise _from_list()
    return Criterion(Key.PLACE, Test.IS, _known(sent, words.places), function_id=int(function) if function else None)


def _leads(sent: Sent, words: Vocabulary) -> Criterion:
    chosen = _sent(sent)
    return Criterion(Key.LEADS, Test.IS, _known(sent, words.places) if chosen else ())


def _function(sent: Sent, words: Vocabulary) -> Criterion:
    return Criterion(Key.FUNCTION, Test.IS, _known(sent, words.functions))


def _role(sent: Sent, _words: Vocabulary) -> Criterion:
    return Criterion(Key.ROLE, Test.IS, _among(sent, tuple(Role)))


def _language(sent: Sent, _words: Vocabulary) -> Criterion:
    return Criterion(Key.LANGUAGE, Test.IS, _among(sent, LANGUAGES))


def _group(sent: Sent, _words: Vocabulary) -> Criterion:
    test = _test(sent, (Test.IS, Test.CONTAINS, Test.KNOWN))
    values = () if test is Test.KNOWN else _texts(sent, AttributeKind.TEXT, ())
    return Criterion(Key.GROUP, test, values)


READERS: Mapping[Key, Callable[[Sent, Vocabulary], Criterion]] = {
    Key.PLACE: _place,
    Key.FUNCTION: _function,
    Key.ROLE: _role,
    Key.GROUP: _group,
    Key.LANGUAGE: _language,
    Key.LEADS: _leads,
}


def _attribute(key: AttributeKey, sent: Sent) -> Criterion:
    test = _test(sent, TESTS[key.kind])
    values = () if test is Test.KNOWN else _texts(sent, key.kind, key.choices)
    if test not in {Test.IS, Test.CONTAINS}:
        values = values[:1]  # before several days is before the first that was filled in
    return Criterion(Key.ATTRIBUTE, test, values, attribute=key.key)


def _test(sent: Sent, allowed: Sequence[Test]) -> Test:
    found = sent.get("test", "")
    if found not in allowed:
        raise _from_list()
    return Test(found)


def _texts(sent: Sent, kind: AttributeKind, choices: Sequence[str]) -> tuple[str, ...]:
    try:
        values = tuple(dict.fromkeys(read_value(kind, value, choices) for value in _sent(sent)))
    except WrongValue as wrong:
        raise Unreadable(wrong.message) from wrong
    return _some(values)


def _known(sent: Sent, known: Mapping[int, object]) -> tuple[str, ...]:
    values = _sent(sent)
    if not all(_is_known(value, known) for value in values):
        raise _from_list()
    return _some(tuple(dict.fromkeys(values)))


def _among(sent: Sent, known: Sequence[str]) -> tuple[str, ...]:
    values = _sent(sent)
    if not set(values) <= set(known):
        raise _from_list()
    return _some(tuple(dict.fromkeys(values)))


def _sent(sent: Sent) -> list[str]:
    """One line or one box each: texts may be filled in several to a field, each on its own line."""
    lines = [line.strip() for value in sent.getlist("value") for line in value.splitlines()]
    found = [line for line in lines if line]
    if len(found) > MOST_VALUES:
        raise Unreadable(say("Choose at most %(limit)s values in one criterion.", limit=MOST_VALUES))
    return found


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not any(values):
        raise Unreadable(say("Choose or fill in at least one value."))
    return values


def _is_known(text: str, known: Mapping[int, object]) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) in known


def _from_list() -> Unreadable:
    message: Message = say("Choose from the list.")
    return Unreadable(message)
