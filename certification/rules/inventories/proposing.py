"""Which qualifications answers lead to, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from certification.rules.inventories.conditions import Answers, holds
from certification.rules.inventories.design import Condition, Design, Proposal


@dataclass(frozen=True)
class Proposed:
    """A qualification that is proposed, once, with every condition that led to it."""

    qualification_id: int
    required: bool
    because: tuple[Condition, ...]


def proposed(design: Design, answers: Answers) -> list[Proposed]:
    """What these answers lead to; required as soon as one reason says so."""
    by_qualification: dict[int, list[Proposal]] = {}
    for proposal in _holding(design, answers):
        by_qualification.setdefault(proposal.qualification_id, []).append(proposal)
    return [
        Proposed(number, any(one.required for one in reasons), tuple(one.condition for one in reasons))
        for number, reasons in by_qualification.items()
    ]


def _holding(design: Design, answers: Answers) -> Iterable[Proposal]:
    return (proposal for proposal in design.proposals if holds(proposal.condition, answers))
