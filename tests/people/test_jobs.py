"""What is done for people in the background."""

from datetime import timedelta

from sqlalchemy import select

from foundation.environment import NAME, choose
from people import jobs
from people.actions.people import INVITED_AT_ONCE, queue_invitations
from people.models import PasswordInvitation, PeopleImport, Person, SignIn, SignInAttempt


def test_many_invitations_are_cut_in_pieces(desk, make, letters, run_jobs):
    ids = tuple(make.person().id for _ in range(INVITED_AT_ONCE + 1))
    with desk.writing() as work:
        queue_invitations(work, ids)
        assert len(work.jobs) == 2
    assert len(letters()) == INVITED_AT_ONCE + 1


def test_an_invitation_names_the_school(desk, make, letters, run_jobs):
    person = make.person()
    with desk.writing() as work:
        choose(work.db, NAME, "Oak College & Co")
        queue_invitations(work, (person.id,))
    assert [letter["Subject"] for letter in letters()] == ["Your account at Oak College & Co is ready"]


def test_whoever_became_inactive_meanwhile_gets_no_mail(desk, make, letters):
    person = make.person()
    with desk.writing() as work:
        queue_invitations(work, (person.id,))
        work.db.get(Person, person.id).active = False
    assert letters() == []


def test_what_is_of_no_use_any_more_is_forgotten(desk, nurse, clock):
    with desk.writing() as work:
        now, gone = work.now, {"person_id": nurse.id, "created_at": work.now}
        work.db.add_all(
            [
                SignInAttempt(at=now, account="a", address="b"),
                SignIn(**gone, token_hash="a", seen_at=now, expires_at=now + timedelta(days=14)),
                SignIn(**gone, token_hash="b", seen_at=now, expires_at=now + timedelta(days=500)),
                PasswordInvitation(**gone, token_hash="a", expires_at=now),
                PeopleImport(uploaded_by=nurse.id, uploaded_at=now, file_name="a", file_key="b"),
            ]
        )
    clock.move(days=120)
    with desk.writing() as work:
        jobs.tidy(work)
    with desk.reading() as work:
        assert [row.token_hash for row in work.db.scalars(select(SignIn))] == ["b"]
        for table in (SignInAttempt, PasswordInvitation, PeopleImport):
            assert not work.db.scalars(select(table)).all()
