"""Makes what people sent in, committed: certificates obtained elsewhere and assignments, with their files."""

import io
from datetime import date, timedelta
from itertools import count

from certification.models import Proof, ProofDecision, Submission, SubmissionFile
from certification.rules.states import ActivityKind, ProofState, SubmissionState
from foundation.files import DOWNLOAD_HEADERS
from people.rules import Role
from tests.certification.made import activity, asks, upkeep
from tests.people.made import lead, part, place

NUMBERS = count(1)
ACHIEVED = date(2026, 11, 2)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SANDBOX = DOWNLOAD_HEADERS["Content-Security-Policy"]


def first_aid(make, **facts):
    """A qualification that asks for one e-learning, and that e-learning."""
    row, course = make.qualification(name="First Aid", **facts), activity(make, title="Refresher")
    upkeep(make, row)
    asks(make, row, course, upload_allowed=True)
    return row, course


def team(make, name="Team North"):
    """A part, who leads it and somebody in it who is a candidate."""
    where = part(make, name)
    boss, person = lead(make, where), make.person(Role.CANDIDATE)
    place(make, person, where)
    return where, boss, person


def proof(make, person, qualification, asked=None, **facts):
    """A certificate that was sent in and waits."""
    with make.writing() as work:
        blob = work.storage.put(io.BytesIO(PDF), limit=10_000)
        known = {"file_name": "first-aid.pdf", "file_key": blob.key}
        sent = {
            "state": ProofState.SENT,
            "achieved_on": ACHIEVED,
            "expires_on": None,
            "media_type": "application/pdf",
            "size": blob.size,
            "sha256": blob.sha256,
            "sent_at": work.now - timedelta(days=2) + timedelta(minutes=next(NUMBERS) % 60),
            "form_key": f"form-{next(NUMBERS)}",
            **known,
            **facts,
        }
        row = Proof(person_id=person.id, qualification_id=qualification.id, activity_id=asked and asked.id, **sent)
        shown = {name: sent[name] for name in ("achieved_on", "expires_on", "file_name", "file_key")}
        row.decisions = [ProofDecision(state=ProofState.SENT, at=sent["sent_at"], by=person.id, **shown)]
        work.db.add(row)
    return row


def submission(make, person, *, files=1, assignment=None, **facts):
    """An assignment that was handed in and waits."""
    assignment = assignment or activity(make, ActivityKind.ASSIGNMENT, title="Write a plan")
    with make.writing() as work:
        blob = work.storage.put(io.BytesIO(PDF), limit=10_000)
        row = Submission(
            person_id=person.id,
            activity_id=assignment.id,
            state=SubmissionState.HANDED_IN,
            handed_in_at=facts.pop("handed_in_at", work.now - timedelta(days=1)),
            form_key=f"form-{next(NUMBERS)}",
            **{"text": "My plan.", **facts},
        )
        row.files = [
            SubmissionFile(
                file_name=f"plan-{number}.pdf",
                file_key=blob.key,
                media_type="application/pdf",
                size=blob.size,
                sha256=blob.sha256,
            )
            for number in range(files)
        ]
        work.db.add(row)
        work.db.flush()
        assert row.files  # read while there is a session to read them in
    return row
