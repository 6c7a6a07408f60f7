"""Why somebody follows something, in words."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from certification.queries.linking.reasons import Names
from foundation.messages import Message, say
from qualification_files.models import LinkGround
from qualification_files.rules import LinkOrigin
from qualification_files.rules.grounds import ORIGIN_WORDS, may_be_ended_by_hand


@dataclass(frozen=True)
class Reason:
    """One thing that holds or held a link."""

    words: Message
    url: str | None
    required: bool
    since: datetime
    ended_at: datetime | None
    by_hand: bool  # somebody can take it away here


def reason(ground: LinkGround, names: Names, *, may_see_rules: bool = False) -> Reason:
    """The ground in words, with where it is decided."""
    of_rule = ground.origin is LinkOrigin.BY_RULE and ground.source_id in names.rules
    return Reason(
        words=ground_words(ground, names),
        url=url_for("certification.rule", rule_id=ground.source_id) if of_rule and may_see_rules else None,
        required=ground.required,
        since=ground.since,
        ended_at=ground.ended_at,
        by_hand=ground.ended_at is None and may_be_ended_by_hand(ground.origin),
    )


def ground_words(ground: LinkGround, names: Names) -> Message:
    """For instance: By the rule “Nurses on the ICU”."""
    match ground.origin:
        case LinkOrigin.BY_RULE if ground.source_id in names.rules:
            return say("By the rule “%(name)s”", name=names.rules[ground.source_id])
        case LinkOrigin.BY_INVENTORY if ground.source_id in names.inventories:
            return say("By the inventory “%(name)s”", name=names.inventories[ground.source_id])
        case LinkOrigin.BY_ORGANISATION if ground.source_id in names.parts:
            return _place_words(ground.source_id, names)
        case LinkOrigin.BY_HAND | LinkOrigin.IN_BULK if name := names.people.get(ground.made_by or 0):
            return say("%(how)s, by %(name)s", how=ORIGIN_WORDS[ground.origin], name=name)
    return ORIGIN_WORDS[ground.origin]


def _place_words(source_id: int, names: Names) -> Message:
    row = names.parts[source_id]
    place = names.places[row.part_id].place if row.part_id in names.places else row.part.name
    if row.function:
        return say("Through %(place)s, as %(function)s", place=place, function=row.function.name)
    return say("Through %(place)s", place=place)
