"""`proefstuk qualifications link`, `unlink`, `undo-link` (Q9, Q16)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from people.models import Person, PersonRole
from people.rules import Role
from qualification_files.models import LinkRun, QualificationLink
from qualification_files.rules import QualificationState

LINKED = "qualification_files.people-linked"


@pytest.fixture
def welder(make):
    return make.qualification(code="25655", cohort="2026", name="Welder")


@pytest.fixture
def following(desk, welder):
    def people():
        current = QualificationLink.qualification_id == welder.id, QualificationLink.ended_at.is_(None)
        with desk.reading() as work:
            return sorted(work.db.scalars(select(QualificationLink.person_id).where(*current)))

    return people


@pytest.fixture
def signs(tmp_path):
    """A file with one sign on each line."""

    def write(*lines, encoding="utf-8"):
        place = tmp_path / "people.txt"
        place.write_bytes("\r\n".join(lines).encode(encoding))
        return place

    return write


def test_q9_people_are_linked_by_number_and_address(type_in, welder, make, signs, following, audited):
    first, second = make.person(Role.CANDIDATE, number="S1"), make.person(Role.CANDIDATE, email="b@school.example")
    code, told = type_in("link", "25655", "--people", signs("S1", "", " B@School.example ", "S1"))
    assert (code, "2 people were linked" in told) == (0, True)
    assert following() == [first.id, second.id]
    assert [line.actor_id for line in audited(LINKED)] == [None, None]


def test_q9_a_list_comes_from_the_standard_input(type_in, welder, make, following):
    person = make.person(Role.CANDIDATE, number="S1")
    assert type_in("link", "25655", "--people", "-", sent="S1\n")[0] == 0
    assert following() == [person.id]


def test_q9_nobody_in_the_file_is_nobody(type_in, welder, make, signs, following):
    make.person(Role.CANDIDATE)
    assert type_in("link", "25655", "--people", signs("", " ")) == (
        0,
        f"id:{welder.id} 25655 (cohort 2026, edition -, active)\n  Nobody to link.\n",
    )
    assert following() == []


def test_q9_an_unknown_person_stops_all_unless_left_out(type_in, welder, make, signs, following):
    person = make.person(Role.CANDIDATE, number="S1")
    code, told = type_in("link", "25655", "--people", signs("S1", "S9", "x@school.example"))
    assert (code, following()) == (1, [])
    assert "- S9\n  - x@school.example" in told
    code, told = type_in("link", "25655", "--people", signs("S1", "S9"), "--leave-out-wrong", "--json")
    assert (code, following()) == (1, [person.id])
    assert json.loads(told)["unknown"] == ["S9"]


def test_q9_who_cannot_be_linked_is_named_with_the_reason(type_in, welder, make, signs, following):
    person, staff = make.person(Role.CANDIDATE, number="S1"), make.person(Role.EXAMINER, number="D7", given="Omar")
    code, told = type_in("link", "25655", "--people", signs("S1", "D7"))
    assert (code, following()) == (1, [person.id])
    assert "1 person cannot be linked: not a candidate" in told
    assert f"{staff.name}  D7" in told


def test_q9_json_tells_who_and_why(type_in, welder, make, signs, clock, desk):
    with desk.writing() as work:
        work.db.merge(welder).intake_ends = work.today - timedelta(days=1)
    person = make.person(Role.CANDIDATE, number="S1")
    code, told = type_in("link", "25655", "--people", signs("S1"), "--json")
    row = json.loads(told)["results"][0]
    assert (code, row["result"], row["count"], row["people"][0]["id"]) == (1, "intake_ended", 1, person.id)
    assert row["reason"].startswith("intake ended ")


def test_q9_a_dry_run_tells_the_same_and_does_nothing(type_in, welder, make, following, count):
    make.person(Role.CANDIDATE)
    code, told = type_in("link", "25655", "--all", "--dry-run")
    assert (code, "1 person will be linked" in told) == (0, True)
    assert (following(), count(LinkRun)) == ([], 0)


def test_q9_a_group_is_linked_and_an_unknown_one_refused(type_in, welder, make, following):
    person = make.person(Role.CANDIDATE, group_name="2A")
    make.person(Role.CANDIDATE, group_name="2B")
    assert type_in("link", "25655", "--group", "2A")[0] == 0
    assert following() == [person.id]
    code, told = type_in("link", "25655", "--group", "9Z")
    assert (code, "no group with participants called 9Z" in told) == (1, True)


def test_q9_linking_again_changes_nobody(type_in, welder, make, audited):
    make.person(Role.CANDIDATE)
    type_in("link", "25655", "--all")
    code, told = type_in("link", "25655", "--all")
    assert (code, "1 person was linked already" in told) == (0, True)
    assert len(audited(LINKED)) == 1


def test_q9_unlinking_and_undoing(type_in, welder, make, following):
    person = make.person(Role.CANDIDATE, number="S1")
    make.link(person, welder)
    code, told = type_in("unlink", "25655", "--all", "--json")
    run = json.loads(told)["run"]
    assert (code, following()) == (0, [])
    assert type_in("undo-link", run) == (0, f"{run} is put back.\n")
    assert type_in("undo-link", run)[0] == 0
    assert following() == [person.id]
    assert type_in("undo-link", 99999) == (1, "Error: It is not here (any more).\n")


def test_q9_of_a_group_only_who_follows_it_is_unlinked(type_in, welder, make, following):
    stays = make.person(Role.CANDIDATE, group_name="2A")
    goes = make.person(Role.CANDIDATE, group_name="2B")
    for person in (stays, goes):
        make.link(person, welder)
    assert "1 person was unlinked" in type_in("unlink", "25655", "--group", "2B")[1]
    assert following() == [stays.id]


@pytest.mark.parametrize("options", [(), ("--all", "--group", "2A"), ("--people", "absent.txt")])
def test_q9_one_way_of_choosing_has_to_be_given(type_in, welder, options):
    assert type_in("link", "25655", *options)[0] == 2


def test_q9_a_file_that_is_no_text_is_typed_wrongly(type_in, welder, signs):
    assert type_in("link", "25655", "--people", signs("Zoë", encoding="cp1252"))[0] == 2


def test_q9_an_inactive_qualification_links_nobody(type_in, make):
    draft = make.qualification(state=QualificationState.DRAFT)
    make.person(Role.CANDIDATE)
    code, told = type_in("link", draft.code, "--all")
    assert (code, "the qualification is not active" in told) == (1, True)


def test_q9_ten_thousand_people_are_linked_in_one_go(type_in, welder, desk, following, count):
    with desk.writing() as work:
        rows = [
            {"given_name": "A", "family_name": "B", "sorting_name": "b", "email": f"p{n}@x.example"}
            for n in range(10_000)
        ]
        rows = [{**row, "created_at": work.now} for row in rows]
        people = work.db.scalars(insert(Person).returning(Person.id), rows).all()
        work.db.execute(insert(PersonRole), [{"person_id": one, "role": Role.CANDIDATE} for one in people])
    code, told = type_in("link", "25655", "--all")
    assert (code, "10000 people were linked" in told) == (0, True)
    assert (len(following()), count(LinkRun, LinkRun.job_id.is_not(None))) == (10_000, 0)
