"""The facts of a qualification as whoever keeps it reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from certification.pages.growth import ShownLine
from certification.queries.growth import Growing
from certification.rules.states import Stage
from foundation.messages import Message, say

STAGES = {Stage.ACHIEVE: say("Achieve"), Stage.MAINTAIN: say("Maintain")}


@dataclass(frozen=True)
class ShownStage:
    """A part of the path."""

    words: Message
    lines: Sequence[ShownLine]


def stages_of(lines: Sequence[ShownLine]) -> list[ShownStage]:
    """The path by stage; a stage without activities is left out."""
    found = [ShownStage(words, [line for line in lines if line.stage is stage]) for stage, words in STAGES.items()]
    return [stage for stage in found if stage.lines]


def facts_about(growing: Growing, zone: tzinfo) -> list[tuple[Message, Message | date | str]]:
    """Label and value: validity, completion, issuer, type, since when it is asked."""
    settings, standing = growing.settings, growing.standing
    facts: list[tuple[Message, Message | date | str]] = []
    if standing and standing.completed_on:
        facts.append((say("Completed on"), standing.completed_on))
        facts.append((say("Valid until"), standing.until or say("Does not end")))
    facts.append((say("Type"), say("Recurring") if settings and settings.recurring else say("Unlimited")))
    if settings and settings.issuer:
        facts.append((say("Issued by"), settings.issuer))
    if settings and settings.external:
        facts.append((say("Obtained"), say("Elsewhere: prove it with a certificate")))
    facts.append((say("Asked of you since"), growing.linked_at.astimezone(zone).date()))
    if growing.ended_at:
        facts.append((say("No longer required since"), growing.ended_at.astimezone(zone).date()))
    else:
        facts.append((say("Asked as"), say("Required") if growing.is_required else say("Recommended")))
    return facts
