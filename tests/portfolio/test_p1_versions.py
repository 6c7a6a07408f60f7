"""P1, P5: what was accepted stays as it is; a new version goes on from it."""

from functools import partial

import pytest

from people.rules import Role
from portfolio.models import Entry, EntryDraft, EntryFile, EntryQualification, Evidence, EvidenceIndicator
from portfolio.queries.uploads import room_of
from portfolio.rules import EvidenceState
from qualification_files.models import QualificationLink
from tests.conftest import actor_of
from tests.portfolio.conftest import photo, run_jobs
from tests.portfolio.test_entries import at_once


@pytest.fixture
def freeze(desk):
    """Accept all evidence of an entry."""

    def accept(entry):
        with desk.writing() as work:
            work.db.get(Entry, entry.id).frozen_at = work.now
            for row in work.db.query(Evidence).filter_by(entry_id=entry.id):
                row.state = EvidenceState.ACCEPTED

    return accept


@pytest.fixture
def frozen(entry, evidence, freeze):
    freeze(entry)
    return entry


def renew(browser, entry):
    return browser.post(f"/portfolio/entries/{entry.id}/new-version")


def newest(desk):
    with desk.reading() as work:
        found = work.db.query(Entry).order_by(Entry.id.desc()).first()
        work.db.expunge_all()
        return found


def test_p1_a_new_version_tells_the_same_and_can_be_changed(visit, keep, noor, freeze, desk, qualification):
    made = keep.entry(noor, "Gate", description="Two posts", hours=6, qualifications=[qualification])
    freeze(made)
    browser = visit(noor)
    answer = renew(browser, made)
    fresh = newest(desk)
    assert (answer.status_code, answer.location) == (303, f"/portfolio/entries/{fresh.id}")
    assert (fresh.title, fresh.description, fresh.hours, fresh.frozen_at) == ("Gate", "Two posts", 6, None)
    assert browser.get(f"/portfolio/entries/{fresh.id}/edit").status_code == 200


def test_p1_what_was_accepted_stays_as_it_was(visit, noor, frozen, desk):
    renew(visit(noor), frozen)
    with desk.reading() as work:
        stands = work.db.get(Entry, frozen.id)
        assert (stands.version, [row.state for row in stands.evidence]) == (
            frozen.version + 1,
            [EvidenceState.ACCEPTED],
        )


def test_p1_it_shows_the_same_and_nothing_of_it_was_handed_in(visit, noor, frozen, evidence, desk):
    renew(visit(noor), frozen)
    with desk.reading() as work:
        (copy,) = work.db.query(Evidence).filter_by(entry_id=newest(desk).id)
        told = (copy.work_process_id, copy.reasoning, copy.state, copy.decided_at)
    assert told == (evidence.work_process_id, evidence.reasoning, EvidenceState.OPEN, None)


def test_p1_indicators_come_along(visit, noor, frozen, evidence, processes, desk, count):
    with desk.writing() as work:
        indicator = processes[0].indicators[0].id
        work.db.add(EvidenceIndicator(evidence_id=evidence.id, indicator_id=indicator))
    renew(visit(noor), frozen)
    assert count(EvidenceIndicator, indicator_id=indicator) == 2


def test_p1_what_is_no_longer_followed_stays_behind(visit, noor, frozen, desk, count):
    with desk.writing() as work:
        work.db.query(QualificationLink).filter_by(person_id=noor.id).one().ended_at = work.now
    renew(visit(noor), frozen)
    assert count(Evidence, entry_id=newest(desk).id) == 0


def test_p1_relevant_qualifications_come_along(visit, keep, noor, freeze, qualification, count):
    made = keep.entry(noor, qualifications=[qualification])
    freeze(made)
    renew(visit(noor), made)
    assert count(EntryQualification, qualification_id=qualification.id) == 2


def test_p1_files_come_along_as_the_same_bytes(visit, keep, noor, entry, freeze, desk, kept_bytes):
    keep.file(noor, entry, photo())
    freeze(entry)
    before = sorted(kept_bytes())
    renew(visit(noor), entry)
    with desk.reading() as work:
        first, second = work.db.query(EntryFile).order_by(EntryFile.id)
        assert (first.sha256, first.shown_key, first.thumbnail_key) == (
            second.sha256,
            second.shown_key,
            second.thumbnail_key,
        )
        assert (second.entry_id, second.uploaded_at) == (newest(desk).id, first.uploaded_at)
    assert sorted(kept_bytes()) == before


def test_p1_a_file_removed_from_the_new_version_stays_with_the_old(visit, keep, noor, entry, freeze, desk, count):
    keep.file(noor, entry, photo())
    freeze(entry)
    browser = visit(noor)
    renew(browser, entry)
    with desk.reading() as work:
        copy = work.db.query(EntryFile).filter_by(entry_id=newest(desk).id).one().id
    assert browser.post(f"/portfolio/files/{copy}/remove").status_code == 303
    assert count(EntryFile, entry_id=entry.id, archived_at=None) == 1


def test_p1_files_put_aside_stay_behind(visit, keep, noor, entry, freeze, desk, count):
    file = keep.file(noor, entry, photo())
    with desk.writing() as work:
        work.db.get(EntryFile, file.id).archived_at = work.now
    freeze(entry)
    renew(visit(noor), entry)
    assert count(EntryFile) == 1


def test_p1_a_picture_that_is_still_to_be_drawn_is_drawn_for_both(app, visit, keep, noor, entry, freeze, desk):
    keep.file(noor, entry, photo(), drawn=False)
    freeze(entry)
    renew(visit(noor), entry)
    run_jobs(app)
    with desk.reading() as work:
        assert {file.preview for file in work.db.query(EntryFile)} == {"ready"}


def test_p1_a_double_click_makes_one_version(visit, noor, frozen, count):
    browser = visit(noor)
    places = {renew(browser, frozen).location for _ in range(2)}
    assert (len(places), count(Entry)) == (1, 2)


def test_p1_four_tabs_at_once_make_one_version(visit, noor, frozen, count):
    answers = at_once([partial(renew, visit(noor), frozen) for _ in range(4)])
    assert {answer.status_code for answer in answers} == {303}
    assert (len({answer.location for answer in answers}), count(Entry)) == (1, 2)


def test_p1_a_new_version_is_on_record(visit, noor, frozen, audit):
    renew(visit(noor), frozen)
    assert audit()[-1] == ("entry-version-made", noor.id, noor.id)


def test_p1_what_is_not_accepted_is_changed_and_not_renewed(visit, noor, entry, count):
    assert (renew(visit(noor), entry).status_code, count(Entry)) == (403, 1)


def test_p1_nobody_else_makes_a_version(visit, make, noor, other, guide, frozen, count):
    people = [other, guide, make.person(Role.COORDINATOR)]
    assert [renew(visit(person), frozen).status_code for person in people] == [404, 403, 403]
    assert count(Entry) == 1


def test_p1_a_version_is_made_by_posting_alone(visit, noor, frozen):
    assert visit(noor).get(f"/portfolio/entries/{frozen.id}/new-version").status_code == 405


# What the page says


def test_p1_the_owner_is_told_why_it_cannot_be_changed_and_what_to_do(visit, noor, frozen):
    page = visit(noor).get(f"/portfolio/entries/{frozen.id}").text
    assert "can no longer be changed or removed" in page
    assert f"/portfolio/entries/{frozen.id}/new-version" in page
    assert (f"/portfolio/entries/{frozen.id}/edit" in page, f"/portfolio/entries/{frozen.id}/remove" in page) == (
        False,
        False,
    )


def test_p1_others_are_not_offered_a_new_version(visit, guide, frozen):
    assert "new-version" not in visit(guide).get(f"/portfolio/entries/{frozen.id}").text


def test_p1_each_page_shows_the_line_of_versions(visit, noor, guide, frozen, desk):
    browser = visit(noor)
    renew(browser, frozen)
    fresh = newest(desk)
    for person in (noor, guide):
        old, new = (visit(person).get(f"/portfolio/entries/{number}").text for number in (frozen.id, fresh.id))
        assert ("Version 1 of 2" in old, "Version 2 of 2" in new) == (True, True)
        assert f'href="/portfolio/entries/{frozen.id}"' in new


def test_p1_an_entry_alone_has_no_line(visit, noor, entry):
    assert "Version 1 of" not in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_p1_a_removed_version_is_for_its_owner_alone(visit, noor, guide, frozen, desk):
    browser = visit(noor)
    renew(browser, frozen)
    browser.post(f"/portfolio/entries/{newest(desk).id}/remove")
    assert "which you removed" in browser.get(f"/portfolio/entries/{frozen.id}").text
    assert "Version 1 of" not in visit(guide).get(f"/portfolio/entries/{frozen.id}").text


def test_p1_the_list_says_which_is_the_earlier_one(visit, noor, frozen):
    browser = visit(noor)
    renew(browser, frozen)
    page = browser.get("/portfolio/entries").text
    assert page.index("New version of an accepted entry") < page.index("Earlier version")


def test_p1_what_was_being_typed_comes_along_to_the_new_version(visit, noor, entry, evidence, freeze, desk, count):
    browser = visit(noor)
    draft = {"draft_version": "0", "by": "tab", "title": "Ash side table", "version": "1"}
    browser.post(f"/portfolio/entries/{entry.id}/draft", draft)
    freeze(entry)
    assert "accepted meanwhile" in browser.get("/portfolio/entries").text
    renew(browser, entry)
    assert "Ash side table" in browser.get(f"/portfolio/entries/{newest(desk).id}/edit").text
    assert count(EntryDraft) == 1


# Brought in from elsewhere


def test_p1_what_came_along_from_elsewhere_is_shown_as_not_checked(visit, noor, guide, entry, desk):
    said = [said_there(text="Fine <b>work</b>")]
    with desk.writing() as work:
        work.db.get(Entry, entry.id).origin = {"source": "Mahara", "said": said}
    page = visit(guide).get(f"/portfolio/entries/{entry.id}").text
    assert "Came along from elsewhere, not checked here" in page
    assert "Fine &lt;b&gt;work&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("kind", "words"),
    [("comment", "Comment"), ("accepted", "Accepted"), ("returned", "Sent back"), ("witness", "Signed by a witness")],
)
def test_p1_what_was_said_elsewhere_tells_how_and_about_what_and_when(visit, noor, entry, desk, kind, words):
    with desk.writing() as work:
        work.db.get(Entry, entry.id).origin = {"source": "Mahara", "said": [said_there(kind=kind)]}
    part = visit(noor).get(f"/portfolio/entries/{entry.id}").text.partition("J. Smid")[2].partition("</li>")[0]
    shown = (words, "B1-K1-W1", "Wed 1 May 2024, 11:30", "Not checked here")
    assert [word for word in shown if word not in part] == []


def said_there(**changes):
    """What an import keeps of something that was said elsewhere."""
    when = "2024-05-01T09:30:00+00:00"
    return {"who": "J. Smid", "when": when, "text": "Fine", "kind": "comment", "number": "B1-K1-W1"} | changes


def test_p1_what_was_made_here_says_nothing_of_elsewhere(visit, noor, entry):
    assert "not checked here" not in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_p1_an_origin_without_words_is_shown_all_the_same(visit, noor, entry, desk):
    with desk.writing() as work:
        work.db.get(Entry, entry.id).origin = {"source": "Mahara"}
    assert "Mahara" in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_p1_what_versions_share_takes_room_once(desk, keep, noor, entry):
    content = photo()
    keep.file(noor, entry, content)
    other = keep.entry(noor, title="The same photo elsewhere")
    keep.file(noor, other, content)
    with desk.reading(actor_of(noor)) as work:
        assert room_of(work, noor.id, limit=0).used == len(content)
