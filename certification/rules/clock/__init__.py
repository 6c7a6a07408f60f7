"""The clock (C11): a pure function of facts, evaluated for any day. Decision 035 answers what was open."""

from certification.rules.clock.reckoning import standing
from certification.rules.clock.values import ActivityStanding, Standing, State, Status

__all__ = ["ActivityStanding", "Standing", "State", "Status", "standing"]
