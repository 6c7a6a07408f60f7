"""Why a link stands (C5): decisions of people, and facts that are looked at again and again."""

from dataclasses import dataclass

from qualification_files.rules.states import LinkOrigin

# What a person's place and attributes ask for: only a change of those, or of the rule itself, ends it.
ASKED_BY_FACTS = frozenset({LinkOrigin.BY_ORGANISATION, LinkOrigin.BY_RULE})
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
