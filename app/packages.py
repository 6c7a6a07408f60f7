"""Which packages there are: their doors, grants, listeners and places in the menu."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import app.board_settings
import app.environment
import app.home
import app.jobs
import app.mails
import app.permissions
import app.sweeping
import certification.documents.kept
import certification.events.completing
import certification.events.sending
import certification.events.upkeep
import certification.jobs
import certification.mails
import certification.permissions
import certification.queries.approvals
import certification.subscribers
import certification.views
import exams.events
import exams.events.board
import exams.jobs
import exams.mails
import exams.permissions
import exams.queries.approval
import exams.queries.sessions
import exams.subscribers
import exams.views
import insights.jobs
import insights.mails
import insights.permissions
import insights.views
import people.events
import people.jobs
import people.mails
import people.permissions
import people.views
import portfolio.events.guests
import portfolio.jobs
import portfolio.mails
import portfolio.permissions
import portfolio.queries.moving
import portfolio.queries.reviews
import portfolio.queries.uploads
import portfolio.subscribers
import portfolio.views
import qualification_files.events
import qualification_files.jobs
import qualification_files.permissions
import qualification_files.subscribers
import qualification_files.views
from app.navigation import Place
from foundation import uploading
from foundation.access import Everyone
from foundation.events import Subscriptions
from foundation.mail import MailKind
from foundation.runner import Handlers, housekeeping
from foundation.web.wording import lazy_gettext as _l
from qualification_files.pages.moves import Elsewhere

BLUEPRINTS = (
    app.board_settings.bp,
    app.environment.bp,
    app.home.bp,
    app.jobs.bp,
    app.mails.bp,
    certification.views.bp,
    exams.views.bp,
    insights.views.bp,
    people.views.bp,
    portfolio.views.bp,
    qualification_files.views.bp,
)

GRANTS = (
    app.permissions.GRANTS,
    app.jobs.GRANTS,
    certification.permissions.GRANTS,
    exams.permissions.GRANTS,
    insights.permissions.GRANTS,
    people.permissions.GRANTS,
    portfolio.permissions.GRANTS,
    qualification_files.permissions.GRANTS,
)

OPEN_ENDPOINTS = frozenset({"static", "bootstrap", "joined", "healthz"})

# each fills in the jobs of its package: `def register(handlers: Handlers) -> None`
JOBS: tuple[Callable[[Handlers], None], ...] = (
    housekeeping.register,
    partial(uploading.register, wanted=portfolio.queries.uploads.WANTED),
    certification.jobs.register,
    exams.jobs.register,
    insights.jobs.register,
    people.jobs.register,
    portfolio.jobs.register,
    qualification_files.jobs.register,
    app.sweeping.register,
)

# what schools can say in words of their own, in the order of the page about it
MAILS: tuple[MailKind, ...] = (
    *people.mails.MAILS,
    *exams.mails.MAILS,
    *portfolio.mails.MAILS,
    *certification.mails.MAILS,
    *insights.mails.MAILS,
)

ACHIEVES = certification.permissions.Permission
EXAMS = exams.permissions.Permission
KEEPS = portfolio.permissions.Permission
LOOKS_AFTER = qualification_files.permissions.Permission

# It stands at the top, where most of the work is done, and under Organise, where users of today's systems look for it.
QUALIFICATIONS = Place(
    _l("Qualifications"),
    "qualification_files.index",
    "qualification",
    LOOKS_AFTER.MANAGE_QUALIFICATIONS,
    beneath=("/competences", "/core-tasks", "/work-processes", "/indicators"),
)

# What pages about qualifications say of packages that stand above them.
ELSEWHERE = Elsewhere(
    evidence_on=portfolio.queries.moving.evidence_on,
    evidence_moved=portfolio.queries.moving.evidence_moved,
    exams_planned=exams.queries.sessions.exams_planned,
    first_tabs=(
        ("certification.upkeep_of", _l("Achieve and maintain")),
        ("certification.linking", _l("Linking")),
        ("certification.qualification_certificate", _l("Certificate")),
        ("certification.reminder_days", _l("Reminders")),
    ),
    tabs=(("portfolio.evidence_rule", _l("Evidence")),),
)

# What stands in the copy of everything that is kept about somebody besides the portfolio.
KEPT_FURTHER = (certification.documents.kept.KEPT,)

PLACES: dict[str, tuple[Place, ...]] = {
    "": (
        Place(_l("Home"), "home.show", "home", Everyone.SIGNED_IN),
        Place(_l("My growth"), "certification.my_growth", "growth", certification.permissions.Permission.SEE_GROWTH),
        Place(_l("My portfolio"), "portfolio.overview", "portfolio", KEEPS.KEEP_PORTFOLIO),
        Place(_l("Today"), "exams.today", "mark", EXAMS.SEE_TODAY),
        Place(_l("My exams"), "exams.mine", "exam", EXAMS.SEE_OWN_EXAMS),
        Place(_l("My calendar"), "exams.calendar", "calendar", EXAMS.KEEP_CALENDAR),
        Place(
            _l("To review"),
            "portfolio.to_review",
            "check",
            KEEPS.SEE_TO_REVIEW,
            counts=portfolio.queries.reviews.waiting_count,
        ),
        Place(
            _l("Approvals"),
            "certification.approvals",
            "inbox",
            ACHIEVES.SEE_APPROVALS,
            counts=certification.queries.approvals.waiting_count,
        ),
        Place(_l("My candidates"), "portfolio.candidates", "people", KEEPS.SEE_OWN_CANDIDATES),
        Place(_l("Portfolios"), "qualification_files.participants", "portfolio", LOOKS_AFTER.SEE_PARTICIPANTS),
        QUALIFICATIONS,
    ),
    _l("Exams"): (
        Place(_l("Results to ratify"), "exams.waiting_results", "check", EXAMS.SEE_WAITING_RESULTS),
        Place(
            _l("Forms to approve"),
            "exams.forms_waiting",
            "check",
            EXAMS.SEE_FORMS_TO_APPROVE,
            counts=exams.queries.approval.waiting_count,
        ),
        Place(
            _l("Planning"),
            "exams.sessions",
            "calendar",
            EXAMS.SEE_SESSIONS,
            beneath=("/exams/matrix", "/exams/examiners"),
        ),
        Place(_l("Exams of today"), "exams.live_today", "clock", EXAMS.SEE_SESSIONS),
        Place(
            _l("Refused marks"),
            "exams.shelf",
            "inbox",
            EXAMS.SEE_SHELF,
        ),
        Place(_l("Take in a file of a tablet"), "exams.unsent", "upload", EXAMS.SEE_SHELF),
        Place(_l("Exam forms"), "exams.forms", "exam", EXAMS.SEE_FORMS),
        Place(_l("Results"), "exams.results", "result", EXAMS.SEE_RESULTS),
        Place(_l("Papers"), "exams.papers", "documents", EXAMS.MAKE_PAPERS),
        Place(_l("Files to inspect"), "exams.inspections", "documents", EXAMS.INSPECT),
        Place(_l("Diplomas"), "exams.graduations", "qualification", EXAMS.RECORD_GRADUATION),
        Place(_l("Files for auditors"), "exams.grants", "people", EXAMS.GRANT_INSPECTION),
        Place(_l("Keeping exam files"), "exams.retention", "settings", EXAMS.SEE_RETENTION),
        Place(_l("Exam quality"), "exams.quality", "insights", EXAMS.SEE_QUALITY, beneath=("/exams/sampling",)),
        Place(_l("Steps to judge"), "exams.angoff_forms", "scale", EXAMS.SEE_ANGOFF),
    ),
    _l("Organise"): (
        replace(QUALIFICATIONS),
        Place(
            _l("Accountability documents"), "qualification_files.documented", "documents", LOOKS_AFTER.BROWSE_DOCUMENTS
        ),
        Place(_l("Inventories"), "certification.inventories", "documents", ACHIEVES.SEE_INVENTORIES),
        Place(_l("Activities"), "certification.activities", "growth", ACHIEVES.SEE_LIBRARY, beneath=("/meetings",)),
        Place(_l("Users"), "people.people_list", "people", people.permissions.Permission.SEE_PEOPLE),
        Place(_l("Insights"), "insights.overview", "insights", insights.permissions.Permission.SEE_INSIGHTS),
        Place(
            _l("Organisation"), "people.organisation", "organisation", people.permissions.Permission.SEE_ORGANISATION
        ),
        Place(_l("Reminders"), "certification.reminders_coming", "mail", ACHIEVES.SEE_REMINDERS),
        Place(_l("Rules"), "certification.rules", "filter", ACHIEVES.SEE_RULES),
        Place(
            _l("Certificate templates"),
            "certification.certificate_templates",
            "certificate",
            ACHIEVES.KEEP_CERTIFICATE_TEMPLATES,
        ),
        Place(_l("Tablets"), "exams.tablets", "tablet", EXAMS.SEE_TABLETS),
        Place(_l("Environment"), "environment.show", "settings", app.permissions.Permission.SET_ENVIRONMENT),
    ),
}


def listen(subscriptions: Subscriptions) -> None:
    """Connect who listens to what."""
    subscriptions.listen(people.events.PeopleAdded, qualification_files.subscribers.link_new_people)
    subscriptions.listen(people.events.RolesChanged, qualification_files.subscribers.link_new_candidates)
    subscriptions.listen(qualification_files.events.PeopleMoved, portfolio.subscribers.move_along)
    subscriptions.listen(qualification_files.events.PeopleMovedBack, portfolio.subscribers.move_back)
    subscriptions.listen(qualification_files.events.VersionMade, portfolio.subscribers.ask_the_same)
    subscriptions.listen(qualification_files.events.VersionMade, certification.subscribers.ask_the_same)
    subscriptions.listen(portfolio.events.guests.GuestLooked, portfolio.subscribers.note_guest_look)
    subscriptions.listen(portfolio.events.guests.GuestTookFile, portfolio.subscribers.note_guest_look)
    subscriptions.listen(exams.events.SittingRemoved, exams.subscribers.tell_removed)
    subscriptions.listen(certification.events.sending.ActivityOpened, certification.subscribers.note_opened)
    subscriptions.listen(certification.events.upkeep.ActivityAsked, certification.subscribers.count_earlier_exams)
    subscriptions.listen(certification.events.upkeep.UpkeepTakenOver, certification.subscribers.count_earlier_exams)
    subscriptions.listen(exams.events.ResultRatified, certification.subscribers.follow_result)
    subscriptions.listen(exams.events.board.ResultChanged, certification.subscribers.follow_result)
    subscriptions.listen(exams.events.board.ResultAnnulled, certification.subscribers.follow_annulment)
    subscriptions.at_the_end(certification.subscribers.keep_links_true)  # first: the others hear of these links too
    subscriptions.listen(certification.events.completing.ActivityCompleted, certification.subscribers.give_certificates)
    subscriptions.listen(
        certification.events.completing.CompletionWithdrawn, certification.subscribers.withdraw_certificates
    )
    subscriptions.listen(certification.events.sending.ProofSent, certification.subscribers.draw_proof)
    subscriptions.listen(certification.events.sending.ProofCorrected, certification.subscribers.draw_proof)
    subscriptions.listen(certification.events.sending.AssignmentHandedIn, certification.subscribers.draw_assignment)
    subscriptions.at_the_end(exams.subscribers.tell_invited)
    subscriptions.at_the_end(exams.subscribers.tell_concerned)
    subscriptions.at_the_end(exams.subscribers.extend_chains)
