"""For what a result is annulled, and what becomes of the attempt."""

from dataclasses import dataclass
from enum import StrEnum


class AnnulledFor(StrEnum):
    """On whose side it went wrong."""

    SCHOOL = "school"
    CANDIDATE = "candidate"


class AttemptAfter(StrEnum):
    """What the board says of the attempt."""

    AS_USUAL = "as_usual"
    GIVEN_BACK = "given_back"
    USED_UP = "used_up"


@dataclass(frozen=True, kw_only=True)
class Annulling:
    """For what a result is annulled; after a fault of the school the attempt is given back unless the board says no."""

    on_account_of: AnnulledFor = AnnulledFor.SCHOOL
    attempt: AttemptAfter = AttemptAfter.AS_USUAL

    @property
    def uses_attempt(self) -> bool:
        """Whether the attempt stays used up all the same."""
        if self.attempt is AttemptAfter.AS_USUAL:
            return self.on_account_of is AnnulledFor.CANDIDATE
        return self.attempt is AttemptAfter.USED_UP
