"""A file that comes again: a draft takes its changes over, and beside what is in use it becomes a new version (Q13)."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.refusals import Refusal
from portfolio.models import Entry, Evidence
from portfolio.rules import EntryKind
from qualification_files import actions, queries
from qualification_files.formats import CoreTask, Indicator, Knowledge, WorkProcess
from qualification_files.formats.differences import differences
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState

WHERE = {"file_name": "dossier.xml", "sha256": "f" * 64}


@pytest.fixture
def draft(make):
    return make.qualification(core_tasks=2, state=QualificationState.DRAFT)


@pytest.fixture
def content(desk, draft):
    with desk.reading() as work:
        return queries.content_of(work, draft.id)


@pytest.fixture
def taken_over(desk, draft):
    """`taken_over(content)`: the draft says so now; gives what it says afterwards."""

    def take(content):
        with desk.writing() as work:
            actions.take_over(work, work.db.get(Qualification, draft.id), content, came_from=WHERE)
        with desk.reading() as work:
            return queries.content_of(work, draft.id)

    return take


def in_first_task(content, *processes):
    first, *others = content.core_tasks
    return replace(content, core_tasks=(replace(first, work_processes=processes), *others))


def ids(desk, draft):
    with desk.reading() as work:
        tasks = queries.structure(work, draft.id).core_tasks
        return {process.name: process.id for task in tasks for process in task.work_processes}


def test_q13_the_draft_says_what_the_file_says(content, taken_over):
    one, _ = content.core_tasks[0].work_processes
    new = WorkProcess(number="B1-K1-W3", name="Cleans up", indicators=(Indicator("Sweeps"),), competences=("K",))
    asked = in_first_task(content, replace(one, description="Otherwise"), new)
    asked = replace(asked, name="Another name", level=4)
    assert not differences(asked, taken_over(asked))


def test_q13_a_work_process_that_stays_is_the_same_row(desk, draft, content, taken_over):
    before = ids(desk, draft)
    _, two = content.core_tasks[0].work_processes
    taken_over(in_first_task(content, replace(two, description="New words")))
    assert ids(desk, draft)[two.name] == before[two.name]


def test_q13_numbers_may_change_places(desk, draft, content, taken_over):
    before = ids(desk, draft)
    one, two = content.core_tasks[0].work_processes
    asked = in_first_task(content, replace(two, number=one.number), replace(one, number=two.number))
    assert not differences(asked, taken_over(asked))
    assert ids(desk, draft) == before


def test_q13_the_number_of_a_removed_one_may_be_used_again(content, taken_over):
    one, _ = content.core_tasks[0].work_processes
    asked = in_first_task(content, WorkProcess(number=one.number, name="Quite another thing"))
    assert not differences(asked, taken_over(asked))


def test_q13_a_work_process_may_move_to_another_core_task(desk, draft, content, taken_over):
    before = ids(desk, draft)
    (one, two), first, second = content.core_tasks[0].work_processes, *content.core_tasks
    two = replace(two, name="A name of its own")
    content = in_first_task(content, one, two)
    taken_over(content)
    moved = replace(second, work_processes=(*second.work_processes, replace(two, number="B1-K2-W9")))
    asked = replace(content, core_tasks=(replace(first, work_processes=(one,)), moved))
    assert not differences(asked, taken_over(asked))
    assert ids(desk, draft)["A name of its own"] in before.values()


def test_q13_a_removed_one_is_counted_though_another_has_its_name(desk, draft, content, taken_over, audited):
    first, second = content.core_tasks
    twin = replace(second, work_processes=(replace(first.work_processes[0], number="B1-K2-W7"),))
    taken_over(replace(content, core_tasks=(first, twin)))
    taken_over(replace(content, core_tasks=(first, replace(twin, work_processes=()))))
    assert [line.facts["removed"] for line in audited("qualification_files.content-taken-over")][-1] == 1


def test_q13_what_the_school_decides_stays(desk, draft, taken_over, content):
    taken_over(replace(content, code="99999", cohort="2031", link_by_default=True, terms={"nl": {}}))
    with desk.reading() as work:
        found = work.db.get(Qualification, draft.id)
        assert (found.code, found.cohort, found.link_by_default, found.identifier, found.state) == (
            *(draft.code, "", False),
            *(draft.identifier, QualificationState.DRAFT),
        )


def test_q13_an_active_qualification_is_never_changed_underneath(desk, make):
    active = make.qualification()
    with desk.reading() as work:
        content = queries.content_of(work, active.id)
    with pytest.raises(Refusal), desk.writing() as work:
        actions.take_over(work, work.db.get(Qualification, active.id), content, came_from=WHERE)


def test_q13_evidence_holds_on_to_a_work_process(desk, draft, make, content, taken_over):
    process, owner = next(iter(ids(desk, draft).values())), make.person()
    with desk.writing() as work:
        entry = Entry(owner_id=owner.id, kind=EntryKind.PRODUCT, title="A gate")
        entry.created_at = entry.updated_at = work.now
        entry.evidence = [Evidence(work_process_id=process, created_at=work.now, updated_at=work.now)]
        work.db.add(entry)
    with pytest.raises(Refusal, match="Make a new version"):
        taken_over(in_first_task(content))
    with desk.reading() as work:
        assert not differences(content, queries.content_of(work, draft.id))


def test_q13_it_is_on_record(content, taken_over, audited):
    taken_over(in_first_task(content, content.core_tasks[0].work_processes[0]))
    (line,) = audited("qualification_files.content-taken-over")
    assert (line.facts["removed"], line.facts["sha256"]) == (1, "f" * 64)


def test_q13_what_is_in_use_gets_a_new_version(desk, make, audited):
    active = make.qualification()
    with desk.reading() as work:
        content = queries.content_of(work, active.id)
    with desk.writing() as work:
        old = work.db.get(Qualification, active.id)
        made = actions.version_from(work, old, content, cohort="", edition="2027", came_from=WHERE)
    with desk.reading() as work:
        found = work.db.get(Qualification, made.id)
        assert (found.predecessor_id, found.state, found.edition) == (active.id, QualificationState.DRAFT, "2027")
    assert len(audited("qualification_files.qualification-imported")) == 1


def test_q13_the_same_edition_twice_is_refused(desk, make):
    active = make.qualification(edition="2026")
    with desk.reading() as work:
        content = queries.content_of(work, active.id)
    with desk.writing() as work:
        old = work.db.get(Qualification, active.id)
        with pytest.raises(actions.AlreadyThere):
            actions.version_from(work, old, content, cohort="", edition="2026", came_from=WHERE)


names = st.sampled_from(["Welds", "Checks", "Cleans", "Plans", "Delivers"])
processes = st.lists(
    st.builds(
        lambda name, texts: (name, texts), names, st.lists(st.sampled_from(["a b c", "a b d", "x y z"]), max_size=3)
    ),
    max_size=4,
    unique_by=lambda one: one[0],
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.lists(st.tuples(names, processes), max_size=3, unique_by=lambda one: one[0]))
def test_q13_any_content_can_be_taken_over(content, taken_over, tasks):
    asked = replace(
        content,
        core_tasks=tuple(
            CoreTask(
                number=f"K{place}",
                name=name,
                knowledge=(Knowledge(f"About {name}"),),
                work_processes=tuple(
                    WorkProcess(number=f"W{at}", name=other, indicators=tuple(map(Indicator, texts)))
                    for at, (other, texts) in enumerate(found)
                ),
            )
            for place, (name, found) in enumerate(tasks)
        ),
    )
    assert not differences(asked, taken_over(asked))
