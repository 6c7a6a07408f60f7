"""Why a link stands (C5): decisions of people, and facts that are looked at again and again."""

from collections.abc import Mapping
from dataclasses import dataclass

from foundation.messages import Message, say
from qualification_files.rules.states import LinkOrigin

# What a person's place and attributes ask for: only a change of those, or of the rule itself, ends it.
ASKED_BY_FACTS = frozenset({LinkOrigin.BY_ORGANISATION, LinkOrigin.BY_RULE})
ORIGIN_WORDS: Mapping[LinkOrigin, Message] = {
    LinkOrigin.BY_HAND: say("By hand"),
    LinkOrigin.IN_BULK: say("From the list of participants"),
    LinkOrigin.BY_DEFAULT: say("By default, as every new candidate"),
    LinkOrigin.MOVED: say("Moved along from an earlier version"),
    LinkOrigin.BY_ORGANISATION: say("Through a place in the organisation"),
    LinkOrigin.BY_RULE: say("By a rule"),
    LinkOrigin.BY_INVENTORY: say("By an inventory"),
}
DECIDED = tuple(origin for origin in LinkOrigin if origin not in ASKED_BY_FACTS)


@dataclass(frozen=True)
class Ground:
    """One reason to follow a qualification: its kind, and which part of the organisation, rule or inventory."""

    origin: LinkOrigin
    source_id: int = 0
    required: bool = True  # otherwise recommended


def may_be_ended_by_hand(origin: LinkOrigin) -> bool:
    """Whether somebody can take this ground away at the person; what facts ask for ends with the facts."""
    return origin not in ASKED_BY_FACTS
