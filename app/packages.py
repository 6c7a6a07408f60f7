"""Which packages there are: their doors, grants, listeners and places in the menu."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l

import app.environment
import app.home
import app.jobs
import app.permissions
import exams.permissions
import exams.views
import people.jobs
import people.permissions
import people.views
from app.navigation import Place
from foundation.access import Everyone
from foundation.events import Subscriptions
from foundation.runner import Handlers, housekeeping

BLUEPRINTS = (app.environment.bp, app.home.bp, app.jobs.bp, exams.views.bp, people.views.bp)

GRANTS = (
    app.permissions.GRANTS,
    app.jobs.GRANTS,
    exams.permissions.GRANTS,
    people.permissions.GRANTS,
)

OPEN_ENDPOINTS = frozenset({"static", "bootstrap", "healthz"})

# each fills in the jobs of its package: `def register(handlers: Handlers) -> None`
JOBS: tuple[Callable[[Handlers], None], ...] = (housekeeping.register, people.jobs.register)

PLACES: dict[str, tuple[Place, ...]] = {
    "": (Place(_l("Home"), "home.show", "home", Everyone.SIGNED_IN),),
    _l("Organise"): (
        Place(_l("Users"), "people.people_list", "people", people.permissions.Permission.SEE_PEOPLE),
        Place(_l("Environment"), "environment.show", "settings", app.permissions.Permission.SET_ENVIRONMENT),
    ),
}


def listen(_subscriptions: Subscriptions) -> None:
    """Connect who listens to what."""
