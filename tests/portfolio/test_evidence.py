"""Evidence: linking entries to work processes, the reasoning, unlinking."""

import pytest

from people.rules import Role
from portfolio.models import EntryQualification, Evidence
from qualification_files.models import QualificationLink
from tests.portfolio.conftest import outsiders


def link(browser, entry, *processes, **fields):
    data = {"work_processes": [str(process.id) for process in processes], "reasoning": "I did it.", **fields}
    return browser.post(f"/portfolio/entries/{entry.id}/evidence", data)


def rewrite(browser, evidence, reasoning="Better told.", version=1):
    return browser.post(f"/portfolio/evidence/{evidence.id}", {"reasoning": reasoning, "version": str(version)})


def reasoning(desk):
    with desk.reading() as work:
        return [row.reasoning for row in work.db.query(Evidence).order_by(Evidence.id)]


# Linking from an entry


def test_an_entry_is_linked_to_several_work_processes_at_once(visit, noor, entry, processes, desk, audit):
    assert link(visit(noor), entry, *processes[:3]).status_code == 303
    assert reasoning(desk) == ["I did it."] * 3
    assert audit()[-1] == ("evidence-added", noor.id, noor.id)


def test_a_link_makes_the_entry_relevant_for_its_qualification(visit, noor, entry, processes, qualification, count):
    link(visit(noor), entry, processes[0])
    assert count(EntryQualification, entry_id=entry.id, qualification_id=qualification.id) == 1


def test_linking_twice_is_linking_once(visit, noor, entry, processes, desk, audit):
    browser = visit(noor)
    link(browser, entry, processes[0], reasoning="First")
    assert link(browser, entry, processes[0], reasoning="Second").status_code == 303
    assert reasoning(desk) == ["First"]
    assert [line[0] for line in audit()].count("evidence-added") == 1


def test_the_work_process_of_the_gap_is_ticked(visit, noor, entry, processes):
    page = visit(noor).get(f"/portfolio/entries/{entry.id}/evidence?work_process={processes[2].id}").text
    assert f'value="{processes[2].id}" checked' in page
    assert f'value="{processes[1].id}" checked' not in page


def test_what_is_linked_already_cannot_be_ticked_again(visit, noor, entry, evidence, processes):
    page = visit(noor).get(f"/portfolio/entries/{entry.id}/evidence").text
    assert f'value="{processes[0].id}" checked disabled' in page


def test_only_work_processes_of_what_one_follows_are_taken(visit, make, noor, entry, count):
    foreign = make.qualification().core_tasks[0].work_processes[0]
    answer = link(visit(noor), entry, foreign)
    assert (answer.status_code, count(Evidence)) == (422, 0)
    assert "I did it." in answer.text


def test_a_mix_of_own_and_foreign_ones_is_refused_as_a_whole(visit, make, noor, entry, processes, count):
    foreign = make.qualification().core_tasks[0].work_processes[0]
    assert link(visit(noor), entry, processes[0], foreign).status_code == 422
    assert count(Evidence) == 0


def test_what_is_no_longer_followed_is_no_longer_taken(visit, desk, noor, entry, processes, count):
    with desk.writing() as work:
        work.db.query(QualificationLink).filter_by(person_id=noor.id).one().ended_at = work.now
    assert link(visit(noor), entry, processes[0]).status_code == 422
    assert "You do not follow a qualification yet" in visit(noor).get(f"/portfolio/entries/{entry.id}/evidence").text


@pytest.mark.parametrize("chosen", [[], ["nonsense"], ["0"], ["9" * 40]])
def test_nothing_that_makes_sense_is_told(visit, noor, entry, count, chosen):
    answer = visit(noor).post(f"/portfolio/entries/{entry.id}/evidence", {"work_processes": chosen})
    assert (answer.status_code, count(Evidence)) == (422, 0)


def test_a_reasoning_has_an_end(visit, noor, entry, processes, count):
    assert link(visit(noor), entry, processes[0], reasoning="x" * 20_001).status_code == 422


def test_the_form_helps_with_writing(visit, noor, entry):
    page = visit(noor).get(f"/portfolio/entries/{entry.id}/evidence").text
    assert all(word in page for word in ("Situation", "Task", "Action", "Result", "Reflection"))


# From the overview: a gap


def test_a_gap_offers_what_is_there_and_something_new(visit, noor, entry, processes):
    page = visit(noor).get(f"/portfolio/work-processes/{processes[0].id}/evidence").text
    assert f"/portfolio/entries/{entry.id}/evidence?work_process={processes[0].id}" in page
    assert f"/portfolio/entries/new?work_process={processes[0].id}" in page
    assert "Indicator 1.1.2" in page


def test_something_new_is_linked_as_it_is_made(visit, noor, processes, desk):
    url = f"/portfolio/entries/new?kind=product&work_process={processes[0].id}"
    browser = visit(noor)
    assert 'name="reasoning"' in browser.get(url).text
    browser.post(url, {"title": "Stool", "work_process": str(processes[0].id), "reasoning": "See the joints."})
    assert reasoning(desk) == ["See the joints."]


def test_a_foreign_gap_links_nothing_to_what_is_made(visit, make, noor, count):
    foreign = make.qualification().core_tasks[0].work_processes[0]
    url = "/portfolio/entries/new?kind=product"
    for number in (foreign.id, 10**30):
        visit(noor).post(url, {"title": "Stool", "work_process": str(number), "reasoning": "x"})
    assert count(Evidence) == 0


def test_a_gap_of_somebody_elses_qualification_is_not_found(visit, make, noor):
    foreign = make.qualification().core_tasks[0].work_processes[0]
    assert visit(noor).get(f"/portfolio/work-processes/{foreign.id}/evidence").status_code == 404


def test_a_gap_is_for_candidates(visit, make, guide, processes):
    for person in (guide, make.person(Role.COORDINATOR)):
        assert visit(person).get(f"/portfolio/work-processes/{processes[0].id}/evidence").status_code == 404


# The reasoning


def test_the_reasoning_can_be_rewritten(visit, noor, evidence, desk, audit):
    browser = visit(noor)
    assert "I made it." in browser.get(f"/portfolio/evidence/{evidence.id}").text
    assert rewrite(browser, evidence).status_code == 303
    assert (reasoning(desk), audit()[-1][0]) == (["Better told."], "evidence-changed")


def test_of_two_tabs_the_second_is_told_and_keeps_its_text(visit, noor, evidence, desk):
    browser = visit(noor)
    rewrite(browser, evidence, "First tab")
    second = rewrite(browser, evidence, "Second tab")
    assert (second.status_code, reasoning(desk)) == (409, ["First tab"])
    assert "First tab" in second.text
    assert "Second tab" in second.text


def test_after_being_told_the_second_tab_can_be_saved(visit, noor, evidence, desk):
    browser = visit(noor)
    rewrite(browser, evidence, "First tab")
    rewrite(browser, evidence, "Second tab", version=2)
    assert reasoning(desk) == ["Second tab"]


@pytest.mark.parametrize("version", ["", "nonsense"])
def test_a_reasoning_without_its_version_is_not_saved(visit, noor, evidence, desk, version):
    assert rewrite(visit(noor), evidence, version=version).status_code == 422
    assert reasoning(desk) == ["I made it."]


def test_a_reasoning_is_shown_as_it_was_typed(visit, noor, entry, evidence):
    browser = visit(noor)
    rewrite(browser, evidence, "Line one\nline two <script>alert(1)</script> 🪚 عربي")
    page = browser.get(f"/portfolio/entries/{entry.id}").text
    assert "Line one\nline two &lt;script&gt;alert(1)&lt;/script&gt; 🪚 عربي" in page


# Unlinking


def test_an_undone_link_can_be_made_again_with_its_reasoning(visit, noor, evidence, desk, audit):
    browser = visit(noor)
    undone = browser.get(browser.post(f"/portfolio/evidence/{evidence.id}/unlink").location).text
    assert f"/portfolio/evidence/{evidence.id}/relink" in undone
    browser.post(f"/portfolio/evidence/{evidence.id}/relink")
    assert (reasoning(desk), [line[0] for line in audit()][-2:]) == (
        ["I made it."],
        ["evidence-removed", "evidence-restored"],
    )


def test_linking_anew_takes_up_the_undone_link(visit, noor, entry, evidence, processes, count, desk):
    browser = visit(noor)
    browser.post(f"/portfolio/evidence/{evidence.id}/unlink")
    link(browser, entry, processes[0], reasoning="")
    assert (count(Evidence, archived_at=None), reasoning(desk)) == (1, ["I made it."])


@pytest.mark.parametrize("deed", ["unlink", "relink"])
def test_doing_it_twice_is_doing_it_once(visit, noor, evidence, audit, deed):
    browser = visit(noor)
    if deed == "relink":
        browser.post(f"/portfolio/evidence/{evidence.id}/unlink")
    before = len(audit())
    for _ in range(2):
        assert browser.post(f"/portfolio/evidence/{evidence.id}/{deed}").status_code == 303
    assert len(audit()) == before + 1


# Who may not


def routes(entry, evidence):
    return [
        ("get", f"/portfolio/entries/{entry.id}"),
        ("get", f"/portfolio/entries/{entry.id}/edit"),
        ("post", f"/portfolio/entries/{entry.id}/edit"),
        ("post", f"/portfolio/entries/{entry.id}/remove"),
        ("post", f"/portfolio/entries/{entry.id}/restore"),
        ("get", f"/portfolio/entries/{entry.id}/previews"),
        ("post", f"/portfolio/entries/{entry.id}"),
        ("get", f"/portfolio/entries/{entry.id}/evidence"),
        ("post", f"/portfolio/entries/{entry.id}/evidence"),
        ("get", f"/portfolio/evidence/{evidence.id}"),
        ("post", f"/portfolio/evidence/{evidence.id}"),
        ("post", f"/portfolio/evidence/{evidence.id}/unlink"),
        ("post", f"/portfolio/evidence/{evidence.id}/relink"),
    ]


def test_nothing_of_an_entry_exists_for_outsiders(visit, make, entry, evidence, desk):
    for person in outsiders(make):
        browser = visit(person)
        assert {getattr(browser, verb)(url).status_code for verb, url in routes(entry, evidence)} == {404}
    assert reasoning(desk) == ["I made it."]


def test_whoever_guides_reads_and_changes_nothing(visit, guide, entry, evidence):
    browser = visit(guide)
    answers = {url + verb: getattr(browser, verb)(url).status_code for verb, url in routes(entry, evidence)}
    readable = {f"/portfolio/entries/{entry.id}get", f"/portfolio/entries/{entry.id}/previewsget"}
    assert {key for key, status in answers.items() if status == 200} == readable
    assert {status for key, status in answers.items() if key not in readable} == {403}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD_MEMBER])
def test_staff_reads_on_record(visit, make, noor, entry, audit, role):
    person = make.person(role)
    assert visit(person).get(f"/portfolio/entries/{entry.id}").status_code == 200
    assert audit()[-1] == ("entry-seen", person.id, noor.id)


def test_a_candidate_who_lost_the_role_reads_but_changes_nothing(visit, desk, noor, entry, evidence):
    from people.models import PersonRole

    with desk.writing() as work:
        work.db.query(PersonRole).filter_by(person_id=noor.id).delete()
    browser = visit(noor)
    assert browser.get(f"/portfolio/entries/{entry.id}").status_code == 200
    assert rewrite(browser, evidence).status_code == 403


def test_wrong_ways_in_are_refused(visit, noor, entry, evidence):
    browser = visit(noor)
    assert browser.get(f"/portfolio/evidence/{evidence.id}/unlink").status_code == 405
    assert browser.post(f"/portfolio/work-processes/{evidence.work_process_id}/evidence").status_code == 405
