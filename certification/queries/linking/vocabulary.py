"""The names of what criteria look at."""

from collections.abc import Mapping
from dataclasses import dataclass

from certification.queries.linking.organisation import functions, places
from foundation.messages import Message, say
from foundation.work import Work
from people.models import JobFunction
from people.queries.organisation import AttributeKey, TreePart, attribute_keys


@dataclass(frozen=True)
class Vocabulary:
    """How what criteria name is called, for a reader of one language."""

    places: Mapping[int, TreePart]
    functions: Mapping[int, JobFunction]
    attributes: Mapping[str, AttributeKey]
    language: str

    def attribute(self, key: str) -> str:
        """How this attribute is called."""
        return self.attributes[key].name(self.language) if key in self.attributes else key

    def place(self, number: str) -> str | Message:
        """Where it stands."""
        found = self.places.get(int(number))
        return found.place if found else say("a part that is gone")

    def function(self, number: str | int) -> str | Message:
        """How the function is called."""
        found = self.functions.get(int(number))
        return found.name if found else say("a function that is gone")


def vocabulary(work: Work, language: str) -> Vocabulary:
    """All names, in three statements."""
    return Vocabulary(
        places(work),
        {one.id: one for one in functions(work, retired=True)},
        {one.key: one for one in attribute_keys(work, retired=True)},
        language,
    )
