"""`proefstuk qualifications new-version`, `map`, `move`, `supersede`, `close`."""

import json

import pytest
from sqlalchemy import select

from people.rules import Role
from qualification_files.actions.moves import begin_move, set_going
from qualification_files.models import Qualification, QualificationLink, VersionMove
from qualification_files.rules import QualificationState


@pytest.fixture
def old(make):
    return make.qualification(code="25655", cohort="2026", name="Welder")


@pytest.fixture
def new(type_in, old, desk):
    code, told = type_in("new-version", old.id)
    assert code == 0
    with desk.writing() as work:
        made = work.db.get(Qualification, int(told.split()[0]))
        made.state = QualificationState.ACTIVE
    return made


@pytest.fixture
def following(desk):
    def people(row):
        with desk.reading() as work:
            return list(
                work.db.scalars(
                    select(QualificationLink.person_id).where(
                        QualificationLink.qualification_id == row.id, QualificationLink.ended_at.is_(None)
                    )
                )
            )

    return people


def test_q14_a_new_version_is_made_for_the_next_cohort(type_in, old, count):
    code, told = type_in("new-version", old.id)
    assert (code, count(Qualification, Qualification.cohort == "2027")) == (0, 1)
    assert "25655 2027" in told
    assert type_in("new-version", old.id) == (
        1,
        "Error: Code 25655 with this cohort and edition is there already (edition without a name). "
        "Give the new version another cohort or edition.\n",
    )
    assert type_in("new-version", old.id, "--cohort", "2028", "--edition", "2")[0] == 0
    assert type_in("new-version", old.id, "--cohort", "2" * 41)[0] == 2


def test_q14_what_does_not_exist_is_said(type_in):
    words = "Error: There is no qualification 999999 here. Look which there are: list.\n"
    assert type_in("new-version", 999999) == (1, words)
    assert type_in("close", "x")[0] == 1


def test_q14_the_mapping_is_printed_and_accepted(type_in, new):
    code, told = type_in("map", new.id)
    assert code == 1
    assert "clear     B1-K1-W1 Work process 1.1  >  B1-K1-W1 Work process 1.1  (same number, same name)" in told
    code, told = type_in("map", new.id, "--accept", "sure", "--json")
    assert code == 0
    assert [row["decided"] for row in json.loads(told)] == [True, True]


def test_q14_a_mapping_without_an_earlier_version_is_refused(type_in, old):
    code, told = type_in("map", old.id)
    assert code == 1
    assert "follows on no earlier version" in told


def test_q14_people_are_moved_and_who_could_not_is_said(type_in, new, old, make, following):
    person, staff = make.person(Role.CANDIDATE), make.person(Role.EXAMINER)
    make.link(person, old)
    make.link(staff, old)
    assert type_in("move", new.id, "--all")[0] == 1  # the mapping is open still
    type_in("map", new.id, "--accept", "all")
    assert type_in("move", new.id, "--all", "--dry-run") == (
        1,
        "1 person will move\n1 person cannot move: not a candidate\n",
    )
    assert following(new) == []
    assert "1 person was moved" in type_in("move", new.id, "--all")[1]
    assert (following(new), following(old)) == ([person.id], [staff.id])


def test_q14_a_group_is_moved_and_nobody_is_nobody(type_in, new, old, make, following):
    person = make.person(Role.CANDIDATE, group_name="2A")
    make.link(person, old)
    type_in("map", new.id, "--accept", "all")
    assert type_in("move", new.id, "--group", "2B") == (0, "Nobody to move.\n")
    assert type_in("move", new.id, "--group", "2A")[0] == 0
    assert following(new) == [person.id]
    assert type_in("move", new.id)[0] == type_in("move", new.id, "--all", "--group", "2A")[0] == 2


def test_q14_a_move_that_was_broken_off_goes_on(type_in, new, old, make, following, desk, count):
    person = make.person(Role.CANDIDATE)
    make.link(person, old)
    type_in("map", new.id, "--accept", "all")
    with desk.writing() as work:
        set_going(work, begin_move(work, work.db.get(Qualification, new.id), [person.id]))
    assert type_in("move", new.id, "--all") == (0, "Nobody to move.\n")
    assert following(new) == [person.id]
    assert count(VersionMove, VersionMove.finished_at.is_(None)) == 0


def test_q14_superseding_and_closing(type_in, new, old, desk, make, candidate):
    link = make.link(candidate, old)
    assert type_in("supersede", old.id) == (0, f"{old.id}  25655 2026 -  superseded: Welder\n")
    code, told = type_in("close", old.id)
    assert code == 1
    assert "1 person still follows" in told
    with desk.writing() as work:
        work.db.get(QualificationLink, link.id).ended_at = work.now
    assert type_in("close", old.id) == (0, f"{old.id}  25655 2026 -  closed: Welder\n")


def test_q14_one_work_process_is_decided_by_hand(type_in, new):
    chosen = ("--set", "B1-K1-W1", "B1-K1-W2", "--set", "B1-K1/B1-K1-W2", "-")
    code, told = type_in("map", new.id, *chosen, "--json")
    assert (code, [row["new"] for row in json.loads(told)]) == (0, ["B1-K1-W2 Work process 1.2", None])


@pytest.mark.parametrize("number", ["B9", "", "-"])
def test_q14_a_work_process_that_is_not_there_is_not_mapped(type_in, new, number):
    code, told = type_in("map", new.id, "--set", number, "B1-K1-W1")
    assert (code, f"There is no work process {number} in" in told) == (1, True)


def test_q14_a_move_is_put_back_by_its_number(type_in, new, old, make, following):
    person = make.person(Role.CANDIDATE)
    make.link(person, old)
    type_in("map", new.id, "--accept", "all")
    number = type_in("move", new.id, "--all")[1].split()[-1]
    for _ in range(2):
        assert type_in("undo-move", number) == (0, f"{number} is put back.\n")
    assert (following(new), following(old)) == ([], [person.id])
    assert type_in("undo-move", 99999)[0] == 1


def test_q14_one_that_is_here_is_said_to_follow_on_another(type_in, old, make, count):
    other = make.qualification(code="25777")
    for _ in range(2):
        assert type_in("follow-on", "25777", "25655")[0] == 0
    assert count(Qualification, Qualification.predecessor_id == old.id) == 1
    assert type_in("follow-on", "25655", "25777")[0] == 1
    assert type_in("follow-on", other.id, "--nothing")[0] == 0
    assert count(Qualification, Qualification.predecessor_id.is_not(None)) == 0
    assert type_in("follow-on", "25777")[0] == type_in("follow-on", "25777", "25655", "--nothing")[0] == 2
