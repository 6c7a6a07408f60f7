"""`proefstuk qualifications activate`, `deactivate`, `publish`, `unpublish`, `remove`."""

import pytest

from people.rules import Role
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState


@pytest.fixture
def welder(make):
    return make.qualification(code="25655", cohort="2026", name="Welder", state=QualificationState.DRAFT)


def test_q7_activating_and_deactivating_may_be_repeated(type_in, welder, audited):
    for name, state in (("activate", "active"), ("deactivate", "deactivated")):
        assert type_in(name, "25655") == (0, f"{welder.id}  25655 2026 -  {state}: Welder\n")
        assert type_in(name, "25655")[0] == 0
        assert len(audited(f"qualification_files.qualification-{name}d")) == 1


def test_q7_what_is_not_complete_is_refused_with_what_is_missing(type_in, make):
    empty = make.qualification(state=QualificationState.DRAFT, core_tasks=0)
    assert type_in("activate", empty.code) == (
        1,
        "Error: This qualification cannot be activated yet.\n  - There is no core task yet.\n",
    )


def test_q14_the_earlier_version_is_superseded_along(type_in, make, count):
    make.qualification(code="25655", cohort="2026")
    type_in("new-version", "25655", "--cohort", "2027")
    assert type_in("activate", "25655", "--cohort", "2027", "--supersede-earlier")[0] == 0
    assert count(Qualification, Qualification.state == QualificationState.SUPERSEDED) == 1


def test_q15_publishing_and_no_longer(type_in, welder, count):
    code, told = type_in("publish", "25655")
    assert (code, "Only a qualification that was activated can be public" in told) == (1, True)
    type_in("activate", "25655")
    for name, rows in (("publish", 1), ("publish", 1), ("unpublish", 0), ("unpublish", 0)):
        assert type_in(name, "25655")[0] == 0
        assert count(Qualification, Qualification.public_since.is_not(None)) == rows


def test_a_draft_is_removed_and_nothing_else(type_in, welder, make, count):
    active = make.qualification()
    assert type_in("remove", "25655") == (0, f"Removed: {welder.id}  25655 2026 -  draft: Welder\n")
    code, told = type_in("remove", active.code)
    assert (code, "Only a draft can be removed" in told, count(Qualification)) == (1, True, 1)
    assert type_in("remove", "25655")[0] == 1


def test_a_draft_that_somebody_follows_stays(type_in, welder, make, count):
    make.link(make.person(Role.CANDIDATE), welder)
    code, told = type_in("remove", "25655")
    assert (code, "already uses this draft" in told, count(Qualification)) == (1, True, 1)
