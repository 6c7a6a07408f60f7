"""What is done for people in the background: mails with links, and clearing away."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, or_, select

from foundation import mail
from foundation.environment import NAME, setting
from foundation.messages import say
from foundation.runner import Handlers
from foundation.web.mail import public_url, render_mail
from foundation.work import Work
from people.actions.passwords import INVITATION_TERM, LINK_TERM, SEND_LINK, make_link
from people.actions.people import SEND_INVITATIONS
from people.models import PasswordInvitation, PeopleImport, Person, SignIn, SignInAttempt

TIDY = "people.tidy"
ATTEMPTS_KEPT, SIGN_INS_KEPT = timedelta(days=1), timedelta(days=90)
LINKS_KEPT, IMPORTS_KEPT = timedelta(days=30), timedelta(days=30)


def send_password_link(work: Work, *, person_id: int | None) -> None:
    """Mail a link to somebody who forgot the password; without a person there is nothing to do."""
    for person in _as_they_are(work, [person_id] if person_id else []):
        _send(work, person, "people_password_link", term=LINK_TERM)


def send_invitations(work: Work, *, person_ids: Sequence[int]) -> None:
    """Mail each of these people a link to choose a first password; whoever is inactive by now gets none."""
    for person in _as_they_are(work, person_ids):
        _send(work, person, "people_invitation", term=INVITATION_TERM)


def tidy(work: Work) -> None:
    """Forget what is of no use any more: attempts, ended sign-ins, old links and uploaded lists."""
    for statement in (
        delete(SignInAttempt).where(SignInAttempt.at < work.now - ATTEMPTS_KEPT),
        delete(SignIn).where(
            or_(SignIn.ended_at < work.now - SIGN_INS_KEPT, SignIn.expires_at < work.now - SIGN_INS_KEPT)
        ),
        delete(PasswordInvitation).where(PasswordInvitation.expires_at < work.now - LINKS_KEPT),
        delete(PeopleImport).where(PeopleImport.uploaded_at < work.now - IMPORTS_KEPT),  # the sweep takes the file
    ):
        work.db.execute(statement.execution_options(synchronize_session=False))


def register(handlers: Handlers) -> None:
    """The jobs of people."""
    handlers.short(SEND_LINK, send_password_link, title=say("Send a link to choose a password"), needs_asker=False)
    handlers.short(SEND_INVITATIONS, send_invitations, title=say("Send invitations"))
    handlers.short(TIDY, tidy, title=say("Clear away old sign-ins and links"), needs_asker=False)
    handlers.schedule(TIDY, "5 3 * * *")


def _as_they_are(work: Work, person_ids: Sequence[int]) -> Sequence[Person]:
    """Those who are active, for nobody to give another address until their link is kept."""
    # Race: an address is corrected between reading it here and keeping the link; that link would outlive it.
    statement = select(Person).where(Person.id.in_(person_ids), Person.active.is_(True)).order_by(Person.id)
    return work.db.scalars(statement.with_for_update(read=True, key_share=True)).all()


def _send(work: Work, person: Person, template: str, *, term: timedelta) -> None:
    token = make_link(work, person, term=term)
    letter = render_mail(
        template,
        person.language,
        school=setting(work.db, NAME) or "Proefstuk",
        person_name=person.name,
        email=person.email,
        url=public_url("people.choose_password", token=token),
        sign_in_url=public_url("people.sign_in"),
        hours=int(term.total_seconds() // 3600),
        days=term.days,
    )
    language = person.language or ""
    mail.queue(work, mail.Mail(to=person.email, subject=letter.subject, text=letter.text, language=language))
