"""What two people do at the same moment."""

from threading import Barrier, Thread

from sqlalchemy import select

from foundation.refusals import Refusal
from people import queries
from people.actions import imports, passwords, people
from people.models import PasswordInvitation, PeopleImport, Person
from people.rules import Role
from tests.conftest import actor_of
from tests.people.conftest import workbook


def at_once(desk, *deeds):
    """Run each `(actor, deed)` in a thread of its own; what they gave, or were refused with."""
    start, outcomes = Barrier(len(deeds)), []

    def run(actor, deed):
        start.wait()
        try:
            with desk.writing(actor) as work:
                outcomes.append(deed(work))
        except Refusal as refusal:
            outcomes.append(refusal)

    threads = [Thread(target=run, args=deed) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def refused(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Refusal)]


def test_two_administrators_cannot_deactivate_each_other(make, desk):
    one, two = make.person(Role.ADMINISTRATOR), make.person(Role.ADMINISTRATOR)

    def against(other):
        return lambda work: people.deactivate(work, queries.person(work, other.id))

    outcomes = at_once(desk, (actor_of(one), against(two)), (actor_of(two), against(one)))
    assert len(refused(outcomes)) == 1
    with desk.reading() as work:
        assert len(work.db.scalars(select(Person).where(Person.active.is_(True))).all()) == 1


def test_one_link_chooses_one_password(make, desk):
    person = make.person()
    with desk.writing() as work:
        token = passwords.make_link(work, work.db.get(Person, person.id), term=passwords.LINK_TERM)
    deed = (actor_of(person), lambda work: passwords.choose_by_link(work, token, "hash"))
    assert len(refused(at_once(desk, deed, deed))) == 1
    with desk.reading() as work:
        assert work.db.scalars(select(PasswordInvitation)).one().used_at


def test_one_list_is_taken_in_once(make, desk, app, folder):
    admin = make.person(Role.ADMINISTRATOR)
    file = folder / "list.xlsx"
    file.write_bytes(workbook(["Family name", "E-mail"], ["Bos", "eva@school.example"]))
    with desk.writing(actor_of(admin)) as work, file.open("rb") as stream:
        key = work.storage.put(stream, limit=100_000).key
        number = imports.upload(work, file_key=key, file_name="list.xlsx").id
        seen = queries.plan_of(work, work.db.get(PeopleImport, number)).fingerprint

    def deed(work):
        uploaded = queries.people_import(work, number)
        imports.carry_out_upload(work, uploaded, seen=seen, leave_out_wrong=False, invite=False)

    outcomes = at_once(desk, (actor_of(admin), deed), (actor_of(admin), deed))
    assert len(refused(outcomes)) == 1
    with desk.reading() as work:
        assert len(work.db.scalars(select(Person)).all()) == 2


def test_the_second_of_two_saves_is_told(make, desk):
    admin, person = make.person(Role.ADMINISTRATOR), make.person()

    def save(given):
        facts = people.PersonFacts(given, "", "Bos", person.email, None, "", None, frozenset())
        return lambda work: people.change_person(work, queries.person(work, person.id), facts, version=1)

    outcomes = at_once(desk, (actor_of(admin), save("Eva")), (actor_of(admin), save("Eef")))
    assert [type(outcome) for outcome in refused(outcomes)] == [people.ChangedMeanwhile]


def test_one_address_is_given_to_one_person(make, desk):
    admin = make.person(Role.ADMINISTRATOR)
    facts = people.PersonFacts("Eva", "", "Bos", "eva@school.example", None, "", None, frozenset())
    deed = (actor_of(admin), lambda work: people.add_person(work, facts).id)
    assert [type(outcome) for outcome in refused(at_once(desk, deed, deed))] == [people.Taken]
