"""How a value can be looked at, by its kind."""

from collections.abc import Mapping, Sequence

from certification.rules.linking.states import Test
from people.rules.attributes import AttributeKind

TESTS: Mapping[AttributeKind, Sequence[Test]] = {
    AttributeKind.TEXT: (Test.IS, Test.CONTAINS, Test.KNOWN),
    AttributeKind.CHOICE: (Test.IS, Test.KNOWN),
    AttributeKind.DATE: (Test.BEFORE, Test.FROM, Test.IS, Test.KNOWN),
    AttributeKind.NUMBER: (Test.AT_LEAST, Test.LESS, Test.IS, Test.KNOWN),
}
