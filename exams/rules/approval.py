"""Who approves a form: one person suffices for a small school, or up to three who are each somebody else (BR-17)."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from exams.rules.design import ApprovalPart
from foundation.messages import Message, say

# What the school sets.
APPROVALS = "exams.form_approvals"
ACCOUNTABILITY_REQUIRED = "exams.accountability_required"
ALONE, TWO, THREE = 1, 2, 3


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What somebody did about a form: handed it in or took it back, approved it or sent it back."""

    part: ApprovalPart
    approved: bool
    by: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far the approval of a form that was handed in has come."""

    needed: tuple[ApprovalPart, ...]
    given: Mapping[ApprovalPart, int]  # by whom
    makers: frozenset[int]
    makers_before: frozenset[int] = frozenset()  # of the form that this one was made from, and of the one before that

    @property
    def next_part(self) -> ApprovalPart | None:
        """What somebody has to do now; None when nothing is left to do."""
        return next((part for part in self.needed if part not in self.given), None)

    def is_last(self, part: ApprovalPart) -> bool:
        """Whether the form is approved for good when this part is given."""
        return all(other == part or other in self.given for other in self.needed)

    def why_not(self, person: int) -> Message | None:
        """Why this person does nothing of the approval, or None (BR-17)."""
        if person in self.makers:
            return say("You made or changed this form, so somebody else approves it.")
        if person in self.makers_before:
            return say("You made or changed the form that this one was made from, so somebody else approves it.")
        if person in self.given.values():
            return say("You approved a part of this form already, so somebody else does the rest.")
        return None


def parts_needed(people: int) -> tuple[ApprovalPart, ...]:
    """What is done for a form that was handed in, in this order, where so many people are involved."""
    return (ApprovalPart.REVIEW, ApprovalPart.ESTABLISH) if people >= THREE else (ApprovalPart.ESTABLISH,)


def standing(
    people: int, judged: Sequence[Judged], *, makers: Collection[int], makers_before: Collection[int] = ()
) -> Standing:
    """How far it is; `judged` oldest first. Only what was given since the form was last handed in counts."""
    given: dict[ApprovalPart, int] = {}
    for one in judged:
        if one.part is ApprovalPart.HAND_IN or not one.approved:
            given.clear()
        else:
            given[one.part] = one.by
    handed_in = {one.by for one in judged if one.part is ApprovalPart.HAND_IN}
    return Standing(
        needed=parts_needed(people),
        given=given,
        makers=frozenset(makers) | handed_in,
        makers_before=frozenset(makers_before),
    )


def fingerprint(design: Mapping[str, object]) -> str:
    """SHA-256 of the design as JSON with its keys in order, no spaces, as UTF-8; 64 hexadecimal digits."""
    plain = json.dumps(design, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()
