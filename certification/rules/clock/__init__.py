"""The clock (C11): a pure function of facts, evaluated for any day. Decision 035 answers what was open."""

from certification.rules.clock.reckoning import standing, worth
from certification.rules.clock.timeline import Moment, What, timeline
from certification.rules.clock.values import ActivityStanding, Standing, State, Status, Worth
from certification.rules.clock.words import STATES, explain, headline

__all__ = [
    "STATES",
    "ActivityStanding",
    "Moment",
    "Standing",
    "State",
    "Status",
    "What",
    "Worth",
    "explain",
    "headline",
    "standing",
    "timeline",
    "worth",
]
