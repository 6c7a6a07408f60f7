"""Giving certificates, making their files once, and withdrawing those that turned out to be wrong.

Nothing waits for the night: a completion is heard, and what it changed is evaluated before and after it.
"""

import io
from dataclasses import dataclass, replace
from datetime import date
from secrets import token_urlsafe

from certification.events.certificates import CertificateIssued, CertificateRendered, CertificateWithdrawn
from certification.events.completing import ActivityCompleted, CompletionWithdrawn
from certification.models import Activity, Completion
from certification.models.certificates import Certificate, CertificateTemplate
from certification.queries import certificates as queries
from certification.queries.standings import facts_of
from certification.queries.upkeeps import upkeep_of
from certification.rules.certificates import Shows, is_lost, is_won
from certification.rules.clock import Standing, standing
from certification.rules.states import CompletedBy
from certification.rules.upkeep import Done, Facts, Upkeep
from foundation.environment import NAME, setting
from foundation.work import Work
from people.models import Person
from qualification_files.models import Qualification

RENDER = "certification.render-certificate"
LARGEST = 20_000_000


@dataclass(frozen=True, kw_only=True)
class About:
    """What was completed or achieved."""

    title: str
    summary: str
    on: date
    minutes: int | None = None
    issuer: str = ""  # empty: the school


def give(work: Work, event: ActivityCompleted) -> None:
    """A certificate of the activity, and of each qualification that is met by it; none for what was obtained elsewhere.

    Renewal gives another one, and the earlier one stays.
    """
    if event.how == CompletedBy.UPLOAD:
        return
    completion, activity = queries.completion_and_activity(work, event.completion_id)
    if activity.gives_certificate:
        _give_for_activity(work, completion, activity)
    for qualification in queries.qualifications_that_give(work, event.person_id, event.activity_id):
        _give_for_qualification(work, completion, qualification)


def withdraw_with(work: Work, event: CompletionWithdrawn) -> None:
    """What was given for a completion that was wrong says so from now on, and so does what it made somebody meet."""
    gone = {one.id: one for one in queries.standing_certificates(work, event.completion_id)}
    completion = work.db.get_one(Completion, event.completion_id)
    if event.activity_id is not None:
        for one in queries.certificates_resting_on(work, event.person_id, event.activity_id):
            if one.id not in gone and _rests_on(work, one, completion):
                gone[one.id] = one
    for one in gone.values():
        one.withdrawn_at, one.withdrawn_by, one.reason = work.now, work.actor.id, completion.reason
        work.emit(CertificateWithdrawn(person_id=one.person_id, certificate_id=one.id))


def keep_file(work: Work, certificate_id: int, made: bytes) -> None:
    """This is its file from now on; a second attempt changes nothing."""
    certificate = queries.locked_certificate(work, certificate_id)
    if certificate.file_key is not None:
        return
    blob = work.storage.put(io.BytesIO(made), limit=LARGEST)
    certificate.file_key, certificate.sha256, certificate.size = blob.key, blob.sha256, blob.size
    certificate.rendered_at = work.now
    work.emit(CertificateRendered(person_id=certificate.person_id, certificate_id=certificate.id, sha256=blob.sha256))


def content_of(
    work: Work, about: About, name: str, language: str | None, made_with: CertificateTemplate | None
) -> dict[str, object]:
    """Every word and picture of a certificate, kept so that what was given never changes."""
    school = str(setting(work.db, NAME) or "Proefstuk")
    return {
        "title": about.title,
        "summary": about.summary,
        "on": about.on.isoformat(),
        "minutes": about.minutes,
        "issuer": about.issuer or school,
        "school": school,
        "name": name,
        "language": language,
        "template": {"id": made_with.id, "version": made_with.version} if made_with else None,
        "texts": made_with.texts if made_with else {},
        "shows": list(made_with.shows) if made_with else [Shows.UNTIL.value, Shows.ISSUER.value],
        "logo": made_with.logo_key if made_with else None,
        "signature": made_with.signature_key if made_with else None,
        "signatory": made_with.signatory if made_with else "",
        "signatory_function": made_with.signatory_function if made_with else "",
    }


def _give_for_activity(work: Work, completion: Completion, activity: Activity) -> None:
    person = work.db.get_one(Person, completion.person_id)
    content = content_of(
        work,
        About(title=activity.title, summary=activity.summary, on=completion.completed_on, minutes=activity.minutes),
        person.name,
        person.language,
        queries.template_of(work, activity_id=activity.id),
    )
    _issue(work, completion, content, activity_id=activity.id, valid_until=completion.expires_on)


def _give_for_qualification(work: Work, completion: Completion, qualification: Qualification) -> None:
    found = _with_and_without(work, completion, qualification.id, on=work.today)
    if found is None or not is_won(before=found[1], after=found[0]):
        return
    person = work.db.get_one(Person, completion.person_id)
    content = content_of(
        work,
        About(
            title=qualification.name,
            summary=qualification.description,
            on=completion.completed_on,
            issuer=queries.issuer_of(work, qualification.id),
        ),
        person.name,
        person.language,
        queries.template_of(work, qualification_id=qualification.id),
    )
    _issue(work, completion, content, qualification_id=qualification.id, valid_until=found[0].until)


def _issue(
    work: Work,
    completion: Completion,
    content: dict[str, object],
    *,
    activity_id: int | None = None,
    qualification_id: int | None = None,
    valid_until: date | None,
) -> None:
    issued = Certificate(
        public_id=token_urlsafe(16),
        person_id=completion.person_id,
        completion_id=completion.id,
        activity_id=activity_id,
        qualification_id=qualification_id,
        content=content,
        issued_at=work.now,
        issued_on=work.today,
        valid_until=valid_until,
    )
    work.db.add(issued)
    work.db.flush()  # the event needs the number
    work.emit(
        CertificateIssued(
            person_id=issued.person_id,
            certificate_id=issued.id,
            activity_id=activity_id,
            qualification_id=qualification_id,
        )
    )
    work.later(RENDER, key=f"certificate:{issued.id}", certificate_id=issued.id)


def _rests_on(work: Work, certificate: Certificate, completion: Completion) -> bool:
    """Whether without this completion the qualification was not met on the day of the certificate."""
    assert certificate.qualification_id is not None
    found = _with_and_without(work, completion, certificate.qualification_id, on=certificate.issued_on)
    return found is not None and is_lost(before=found[0], after=found[1])


def _with_and_without(
    work: Work, completion: Completion, qualification_id: int, *, on: date
) -> tuple[Standing, Standing] | None:
    """What the qualification is worth on a day with this completion and without it; None where it is not followed."""
    upkeep = upkeep_of(work, [qualification_id]).get(qualification_id)
    facts = facts_of(work, [completion.person_id], [qualification_id]).get((completion.person_id, qualification_id))
    if upkeep is None or facts is None:
        return None
    done = Done(activity_id=completion.activity_id, on=completion.completed_on, ends_on=completion.expires_on)
    without = _without(facts, done, is_counted=completion.withdrawn_at is None)
    return _on(upkeep, replace(without, done=(*without.done, done)), on), _on(upkeep, without, on)


def _without(facts: Facts, done: Done, *, is_counted: bool) -> Facts:
    """The facts less this one completion; another that says the same stays."""
    if not is_counted or done not in facts.done:
        return facts
    place = facts.done.index(done)
    return replace(facts, done=facts.done[:place] + facts.done[place + 1 :])


def _on(upkeep: Upkeep, facts: Facts, day: date) -> Standing:
    return standing(upkeep, replace(facts, done=tuple(sorted(facts.done, key=lambda one: one.on))), day)
