"""P5: asking for a review, the queue, deciding, freezing, and withdrawing an acceptance that was a mistake."""

import re

import pytest

from people.models import PersonRole, Supervision
from people.rules import Role
from portfolio.models import Entry, Evidence, PortfolioAssessor, Review
from portfolio.rules import Capacity, Decision, EvidenceState
from qualification_files.models import QualificationLink
from tests.portfolio.conftest import outsiders, photo

WAITING, OPEN, RETURNED, ACCEPTED = (
    EvidenceState.WAITING,
    EvidenceState.OPEN,
    EvidenceState.RETURNED,
    EvidenceState.ACCEPTED,
)


@pytest.fixture
def now_of(desk):
    """How a link, or all links of an entry, stand now."""

    def states(entry):
        with desk.reading() as work:
            return [row.state for row in work.db.query(Evidence).filter_by(entry_id=entry.id).order_by(Evidence.id)]

    return states


@pytest.fixture
def frozen(desk):
    def is_frozen(entry):
        with desk.reading() as work:
            return work.db.get(Entry, entry.id).frozen_at is not None

    return is_frozen


@pytest.fixture
def handed_in(visit, noor, evidence):
    """The link of Noor, handed in."""
    assert visit(noor).post(f"/portfolio/evidence/{evidence.id}/ask").status_code == 303
    return evidence


@pytest.fixture
def assessor(desk, make, noor):
    """An examiner to whom the portfolio of Noor was given."""
    person = make.person(Role.EXAMINER, given="Astrid")
    give(desk, noor, person)
    return person


def give(desk, candidate, assessor):
    with desk.writing() as work:
        work.db.add(PortfolioAssessor(candidate_id=candidate.id, assessor_id=assessor.id, assigned_at=work.now))


def form_on(page):
    """What the form on the page of a review sends along by itself."""
    fields = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page).group(1) for name in ("version", "text", "files")
    }
    return {**fields, "links": re.findall(r'name="links" value="([^"]*)"', page)}


def decide(browser, evidence, decision="accepted", reason="", *, page=None, chosen=None, query="", **more):
    page = page or browser.get(f"/portfolio/evidence/{evidence.id}/review").text
    numbers = [str(row.id) for row in chosen or [evidence]]
    data = {**form_on(page), "chosen": numbers, "decision": decision, "reason": reason, **more}
    return browser.post(f"/portfolio/evidence/{evidence.id}/review{query}", data)


def links_of(desk, entry):
    with desk.reading() as work:
        rows = work.db.query(Evidence).filter_by(entry_id=entry.id).order_by(Evidence.id).all()
        work.db.expunge_all()
        return rows


def withdraw(browser, evidence, desk, reason="A slip.", version=None):
    with desk.reading() as work:
        now = work.db.get(Evidence, evidence.id).version
    data = {"reason": reason, "version": str(version or now)}
    return browser.post(f"/portfolio/evidence/{evidence.id}/withdraw", data)


# Asking


def test_p5_a_candidate_asks_for_a_review(visit, noor, entry, evidence, now_of, audit):
    assert visit(noor).post(f"/portfolio/evidence/{evidence.id}/ask").status_code == 303
    assert (now_of(entry), audit()[-1]) == ([WAITING], ("evidence-handed-in", noor.id, noor.id))


def test_p5_asking_twice_is_asking_once(visit, noor, entry, handed_in, clock, audit, desk):
    before = audit()
    clock.move(hours=1)
    assert visit(noor).post(f"/portfolio/evidence/{handed_in.id}/ask").status_code == 303
    assert (audit(), links_of(desk, entry)[0].asked_at.hour) == (before, 12)


def test_p5_all_links_of_an_entry_are_handed_in_at_once(visit, keep, noor, entry, processes, now_of, audit):
    keep.evidence(noor, entry, *processes[:3])
    browser = visit(noor)
    assert "Ask for 3 reviews at once" in browser.get(f"/portfolio/entries/{entry.id}").text
    assert browser.post(f"/portfolio/entries/{entry.id}/ask").status_code == 303
    assert (now_of(entry), [line[0] for line in audit()].count("evidence-handed-in")) == ([WAITING] * 3, 1)


def test_p5_nothing_to_hand_in_is_said(visit, noor, entry, handed_in, audit):
    browser, before = visit(noor), audit()
    answer = browser.post(f"/portfolio/entries/{entry.id}/ask", follow_redirects=True)
    assert ("There is nothing to hand in" in answer.text, audit()) == (True, before)


def test_p5_without_reasoning_it_can_be_asked_but_is_called_weaker(visit, keep, noor, entry, processes, now_of, desk):
    keep.evidence(noor, entry, processes[0], reasoning="")
    browser = visit(noor)
    assert "It is stronger with your reasoning" in browser.get(f"/portfolio/entries/{entry.id}").text
    browser.post(f"/portfolio/evidence/{links_of(desk, entry)[0].id}/ask")
    assert now_of(entry) == [WAITING]


def test_p5_without_anybody_to_review_it_can_be_asked_and_is_said(visit, noor, entry, evidence, now_of):
    browser = visit(noor)
    assert "Nobody is there yet to review your work" in browser.get(f"/portfolio/entries/{entry.id}").text
    answer = browser.post(f"/portfolio/evidence/{evidence.id}/ask", follow_redirects=True)
    assert (now_of(entry), "Nobody is there yet" in answer.text) == ([WAITING], True)


def test_p5_the_candidate_reads_who_reviews(visit, noor, guide, assessor, entry, evidence):
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert f"Reviewed by: {guide.name}, {assessor.name}." in page


def test_p5_asking_is_taken_back_while_it_waits(visit, noor, entry, handed_in, now_of, audit):
    assert visit(noor).post(f"/portfolio/evidence/{handed_in.id}/take-back").status_code == 303
    assert (now_of(entry), audit()[-1][0]) == ([OPEN], "review-taken-back")


def test_p5_what_was_sent_back_still_is_after_taking_back(visit, noor, guide, entry, handed_in, now_of):
    decide(visit(guide), handed_in, "returned", "More photos.")
    browser = visit(noor)
    browser.post(f"/portfolio/evidence/{handed_in.id}/ask")
    browser.post(f"/portfolio/evidence/{handed_in.id}/take-back")
    assert now_of(entry) == [RETURNED]


def test_p5_what_was_accepted_is_not_taken_back(visit, noor, guide, entry, handed_in, now_of, audit):
    decide(visit(guide), handed_in)
    before = audit()
    assert visit(noor).post(f"/portfolio/evidence/{handed_in.id}/take-back").status_code == 409
    assert visit(noor).post(f"/portfolio/evidence/{handed_in.id}/ask").status_code == 409
    assert (now_of(entry), audit()) == ([ACCEPTED], before)


def test_p5_what_is_not_linked_is_not_handed_in(visit, noor, entry, evidence, now_of):
    browser = visit(noor)
    browser.post(f"/portfolio/evidence/{evidence.id}/unlink")
    assert browser.post(f"/portfolio/evidence/{evidence.id}/ask").status_code == 409
    assert now_of(entry) == [OPEN]


# The queue


def test_p5_the_queue_shows_the_longest_waiting_first(visit, keep, noor, guide, processes, clock, desk):
    for title in ("Second", "First"):
        keep.evidence(noor, keep.entry(noor, title), processes[0])
    with desk.reading() as work:
        second, first = [row.id for row in work.db.query(Evidence).order_by(Evidence.id)]
    for number in (first, second):
        visit(noor).post(f"/portfolio/evidence/{number}/ask")
        clock.move(hours=1)
    page = visit(guide).get("/reviews").text
    assert page.index(">First<") < page.index(">Second<")


def test_p5_the_menu_counts_what_waits(visit, guide, handed_in):
    menu = visit(guide).get("/").text.partition('<nav class="rail"')[2].partition("</nav>")[0]
    assert re.search(r'href="/reviews".*?<span class="count">1</span>', menu)


def test_p5_the_menu_shows_the_queue_to_reviewers_alone(visit, make):
    shown = {role for role in Role if 'href="/reviews"' in visit(make.person(role)).get("/").text}
    assert shown == {Role.SUPERVISOR, Role.EXAMINER}


def test_p5_supervisors_and_assessors_see_theirs_and_nobody_elses(visit, make, guide, assessor, handed_in):
    for person in (guide, assessor):
        assert "Oak side table" in visit(person).get("/reviews").text
    for role in (Role.SUPERVISOR, Role.EXAMINER):
        assert "Nothing waits for you" in visit(make.person(role)).get("/reviews").text


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.COORDINATOR, Role.ADMINISTRATOR, Role.MANAGER])
def test_p5_who_reviews_nothing_has_no_queue(visit, make, role):
    browser = visit(make.person(role))
    assert {browser.get(url).status_code for url in ("/reviews", "/reviews/next", "/reviews/portfolios")} == {403}


def test_p5_an_assignment_alone_gives_nothing_without_the_role(visit, desk, assessor, handed_in):
    with desk.writing() as work:
        work.db.query(PersonRole).filter_by(person_id=assessor.id).one().role = Role.SUPERVISOR
    browser = visit(assessor)
    assert "Nothing waits for you" in browser.get("/reviews").text
    assert browser.get(f"/portfolio/evidence/{handed_in.id}/review").status_code == 404


@pytest.mark.parametrize("aside", ["entry", "link", "person"])
def test_p5_what_is_put_aside_waits_no_longer(visit, desk, noor, guide, entry, handed_in, aside):
    with desk.writing() as work:
        if aside == "entry":
            work.db.get(Entry, entry.id).archived_at = work.now
        elif aside == "link":
            work.db.get(Evidence, handed_in.id).archived_at = work.now
        else:
            work.db.get(type(noor), noor.id).active = False
    assert "Nothing waits for you" in visit(guide).get("/reviews").text


def test_p5_the_queue_is_narrowed_by_candidate_qualification_and_words(visit, guide, noor, qualification, handed_in):
    browser = visit(guide)
    for query in (f"candidate={noor.id}", f"qualification={qualification.id}", "q=oak+heuvel"):
        assert "1 waits for your review" in browser.get(f"/reviews?{query}").text
    for query in (f"candidate={guide.id}", "qualification=999999", "q=nothing-like-it"):
        assert "Nothing like this waits" in browser.get(f"/reviews?{query}").text


@pytest.mark.parametrize(
    "query", ["page=x", "page=-3", "candidate=-1", "candidate=" + "9" * 30, "after=0", "q=%F0%9F%AA%9A"]
)
def test_p5_a_strange_address_is_no_error(visit, guide, handed_in, query):
    browser = visit(guide)
    assert browser.get(f"/reviews?{query}").status_code == 200
    assert browser.get(f"/reviews/next?{query}").status_code == 303


def test_p5_the_queue_asks_the_same_number_of_questions_for_thousands(visit, desk, noor, guide, handed_in, statements):
    browser = visit(guide)
    browser.get("/reviews")
    with statements() as one:
        browser.get("/reviews")
    with desk.writing() as work:
        rows = [
            Entry(owner_id=noor.id, kind="product", title=f"Piece {n}", created_at=work.now, updated_at=work.now)
            for n in range(3000)
        ]
        work.db.add_all(rows)
        work.db.flush()
        more = {"created_at": work.now, "updated_at": work.now, "asked_at": work.now, "state": WAITING}
        work.db.add_all(Evidence(entry_id=row.id, work_process_id=handed_in.work_process_id, **more) for row in rows)
    with statements() as thousands:
        page = browser.get("/reviews?page=7").text
    assert "3,001 wait for your review" in page
    assert [text[:40] for text in one.seen] == [text[:40] for text in thousands.seen]
    assert len(one) <= 6


def test_p5_next_brings_the_following_one_and_starts_again_at_the_end(visit, keep, noor, guide, processes, clock, desk):
    for title in ("One", "Two"):
        keep.evidence(noor, keep.entry(noor, title), processes[0])
    with desk.reading() as work:
        one, two = [row.id for row in work.db.query(Evidence).order_by(Evidence.id)]
    for number in (one, two):
        visit(noor).post(f"/portfolio/evidence/{number}/ask")
        clock.move(hours=1)
    browser = visit(guide)
    reached = [browser.get(f"/reviews/next{after}").location for after in ("", f"?after={one}", f"?after={two}")]
    assert reached == [f"/portfolio/evidence/{number}/review?queue=1" for number in (one, two, one)]


def test_p5_deciding_from_the_queue_leads_to_the_next_one_and_then_to_the_end(
    visit, keep, noor, guide, processes, clock, desk
):
    for title in ("One", "Two"):
        keep.evidence(noor, keep.entry(noor, title), processes[0])
    with desk.reading() as work:
        one, two = work.db.query(Evidence).order_by(Evidence.id).all()
        work.db.expunge_all()
    for row in (one, two):
        visit(noor).post(f"/portfolio/evidence/{row.id}/ask")
        clock.move(hours=1)
    browser = visit(guide)
    assert decide(browser, one, query="?queue=1").location == f"/portfolio/evidence/{two.id}/review?queue=1"
    assert decide(browser, two, query="?queue=1").location == "/reviews"
    assert "Nothing more waits for your review" in browser.get("/reviews").text


# Deciding


def test_p5_the_page_shows_all_there_is_to_judge(visit, keep, noor, guide, processes, desk, audit):
    entry = keep.entry(noor, description="Joints of walnut.", organisation="De Brug")
    keep.evidence(noor, entry, processes[0], reasoning="I chose the joints myself.")
    (link,) = links_of(desk, entry)
    visit(noor).post(f"/portfolio/evidence/{link.id}/ask")
    visit(noor).post(f"/portfolio/entries/{entry.id}/comments", {"text": "See the third photo.", "form_key": "x"})
    page = visit(guide).get(f"/portfolio/evidence/{link.id}/review").text
    shown = ("Joints of walnut.", "De Brug", "I chose the joints myself.", "Indicator 1.1.2", "See the third photo.")
    assert [words for words in shown if words not in page] == []
    assert audit()[-1] == ("entry-seen", guide.id, noor.id)


def test_p5_a_supervisor_accepts_without_a_reason(visit, desk, noor, guide, entry, handed_in, now_of, frozen, audit):
    assert decide(visit(guide), handed_in).status_code == 303
    assert (now_of(entry), frozen(entry)) == ([ACCEPTED], True)
    assert audit()[-1] == ("evidence-accepted", guide.id, noor.id)
    with desk.reading() as work:
        row = work.db.query(Review).one()
        assert (row.capacity, row.decision, len(row.fingerprint)) == (Capacity.SUPERVISOR, Decision.ACCEPTED, 64)
        assert work.db.get(Evidence, handed_in.id).decided_at == work.now


def test_p5_the_page_names_whose_work_it_is_before_the_work(visit, noor, guide, handed_in):
    page = visit(guide).get(f"/portfolio/evidence/{handed_in.id}/review").text
    head = page[page.index("<h1>") : page.index('id="entry-files"')]
    assert "Noor" in head


def test_p5_who_accepts_is_shown_the_way_back(visit, guide, handed_in):
    browser = visit(guide)
    answer = decide(browser, handed_in, query="?queue=1")
    back = f"/portfolio/evidence/{handed_in.id}/review#withdraw"
    assert f'href="{back}"' in browser.get(answer.headers["Location"]).text
    assert 'id="withdraw"' in browser.get(f"/portfolio/evidence/{handed_in.id}/review").text


def test_p5_no_way_back_is_shown_to_a_link_that_was_not_decided(visit, desk, guide, entry, three):
    browser = visit(guide)
    answer = decide(browser, three[0], chosen=[three[1]])
    assert f"/evidence/{three[0].id}/review#withdraw" not in browser.get(answer.headers["Location"]).text


def test_p5_an_assessor_decides_as_assessor(visit, desk, assessor, handed_in):
    decide(visit(assessor), handed_in)
    with desk.reading() as work:
        assert work.db.query(Review).one().capacity is Capacity.ASSESSOR


def test_p5_sending_back_asks_for_a_reason_and_keeps_the_rest(visit, guide, entry, handed_in, now_of, audit):
    before = len(audit())
    answer = decide(visit(guide), handed_in, "returned")
    assert (answer.status_code, now_of(entry), len(audit())) == (422, [WAITING], before + 2)  # both looks
    assert "Say what has to be done still" in answer.text


def test_p5_what_was_typed_is_kept_when_the_form_fails(visit, guide, handed_in):
    answer = decide(visit(guide), handed_in, "returned", "x" * 5001)
    assert (answer.status_code, "x" * 5001 in answer.text) == (422, True)


def test_p5_sent_back_with_a_reason_that_the_candidate_reads(
    visit, noor, guide, entry, handed_in, now_of, frozen, audit
):
    reason = "More photos <b>please</b> 🪚 عربي"
    assert decide(visit(guide), handed_in, "returned", reason).status_code == 303
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert (now_of(entry), frozen(entry), audit()[-1][0]) == ([RETURNED], False, "evidence-sent-back")
    assert "More photos &lt;b&gt;please&lt;/b&gt; 🪚 عربي" in page
    assert f"Sent back by {guide.name}, as supervisor" in page


def test_p5_what_was_sent_back_is_handed_in_anew_and_decided_again(visit, noor, guide, entry, handed_in, now_of):
    decide(visit(guide), handed_in, "returned", "More.")
    visit(noor).post(f"/portfolio/evidence/{handed_in.id}/ask")
    decide(visit(guide), handed_in)
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert (now_of(entry), "1 earlier decision" in page) == ([ACCEPTED], True)


@pytest.mark.parametrize("change", ["text", "files", "reasoning"])
def test_p5_what_was_changed_meanwhile_is_not_decided_and_shown(
    visit, keep, noor, guide, entry, handed_in, now_of, change
):
    browser, owner = visit(guide), visit(noor)
    page = browser.get(f"/portfolio/evidence/{handed_in.id}/review").text
    if change == "text":
        owner.post(f"/portfolio/entries/{entry.id}/edit", {"title": "Ash table", "version": str(entry.version)})
    elif change == "files":
        keep.file(noor, entry, photo())
    else:
        owner.post(f"/portfolio/evidence/{handed_in.id}", {"reasoning": "Other words.", "version": "2"})
    answer = decide(browser, handed_in, "accepted", "Well made.", page=page)
    words = {"text": "What the entry tells was changed", "files": "Files were added", "reasoning": "The reasoning was"}
    assert (answer.status_code, now_of(entry)) == (409, [WAITING])
    assert "Well made." in answer.text
    assert words[change] in answer.text


def test_p5_after_being_told_the_reviewer_decides_about_what_stands(visit, noor, guide, entry, handed_in, now_of):
    browser = visit(guide)
    page = browser.get(f"/portfolio/evidence/{handed_in.id}/review").text
    visit(noor).post(f"/portfolio/evidence/{handed_in.id}", {"reasoning": "Other words.", "version": "2"})
    told = decide(browser, handed_in, page=page).text
    assert decide(browser, handed_in, page=told).status_code == 303
    assert now_of(entry) == [ACCEPTED]


def test_p5_a_double_click_decides_once(visit, guide, handed_in, count, audit):
    browser = visit(guide)
    page = browser.get(f"/portfolio/evidence/{handed_in.id}/review").text
    answers = [decide(browser, handed_in, reason="Fine.", page=page).status_code for _ in range(2)]
    assert (answers, count(Review)) == ([303, 303], 1)
    assert [line[0] for line in audit()].count("evidence-accepted") == 1


def test_p5_the_second_of_two_reviewers_is_told_what_stands(visit, guide, assessor, entry, handed_in, now_of, count):
    pages = {
        person: visit(person).get(f"/portfolio/evidence/{handed_in.id}/review").text for person in (guide, assessor)
    }
    decide(visit(guide), handed_in, page=pages[guide])
    answer = decide(visit(assessor), handed_in, "returned", "Where is the drawing?", page=pages[assessor])
    assert (answer.status_code, now_of(entry), count(Review)) == (409, [ACCEPTED], 1)
    assert "This was accepted meanwhile" in answer.text
    assert "Where is the drawing?" in answer.text
    assert f"Accepted by {guide.name}, as supervisor" in answer.text


def test_p5_only_what_was_handed_in_is_decided(visit, guide, entry, evidence, now_of):
    browser = visit(guide)
    page = browser.get(f"/portfolio/evidence/{evidence.id}/review").text
    assert "The candidate has not handed this in" in page
    data = {"chosen": [str(evidence.id)], "decision": "accepted", "version": "1", "text": "x", "links": []}
    answer = browser.post(f"/portfolio/evidence/{evidence.id}/review", data)
    assert (answer.status_code, now_of(entry)) == (409, [OPEN])


@pytest.mark.parametrize(
    "broken",
    [{"decision": "withdrawn"}, {"decision": ""}, {"version": ""}, {"links": ["1"]}],
)
def test_p5_a_form_that_cannot_be_read_decides_nothing(visit, guide, entry, handed_in, now_of, broken):
    browser = visit(guide)
    answer = decide(browser, handed_in, reason="Typed.", **broken)
    assert (answer.status_code, now_of(entry), "Typed." in answer.text) == (422, [WAITING], True)


@pytest.mark.parametrize("chosen", [[], ["x"], ["0"]])
def test_p5_a_decision_about_nothing_is_refused(visit, guide, entry, handed_in, now_of, chosen):
    browser = visit(guide)
    data = form_on(browser.get(f"/portfolio/evidence/{handed_in.id}/review").text)
    answer = browser.post(
        f"/portfolio/evidence/{handed_in.id}/review", {**data, "chosen": chosen, "decision": "accepted"}
    )
    assert (answer.status_code, now_of(entry)) == (422, [WAITING])


def test_p5_a_link_of_another_entry_is_not_decided_along(visit, keep, noor, guide, processes, handed_in, desk):
    other = keep.entry(noor, "Other")
    keep.evidence(noor, other, processes[0])
    (foreign,) = links_of(desk, other)
    assert decide(visit(guide), handed_in, chosen=[handed_in, foreign]).status_code == 409


def test_p5_the_fingerprint_is_of_what_was_judged(visit, keep, noor, guide, entry, handed_in, desk):
    from portfolio.actions import facts_of
    from portfolio.rules import fingerprint

    file = keep.file(noor, entry, photo())
    decide(visit(guide), handed_in)
    with desk.reading() as work:
        expected = fingerprint(facts_of(work.db.get(Entry, entry.id)), files=[file.sha256], reasoning="I made it.")
        assert work.db.query(Review).one().fingerprint == expected


# Several links of one entry


@pytest.fixture
def three(visit, keep, noor, entry, processes, desk):
    """Three links of one entry that wait."""
    keep.evidence(noor, entry, *processes[:3])
    visit(noor).post(f"/portfolio/entries/{entry.id}/ask")
    return links_of(desk, entry)


def test_p5_who_accepts_some_reads_that_the_others_come_in_a_new_version(visit, guide, three):
    page = visit(guide).get(f"/portfolio/evidence/{three[0].id}/review").text
    assert "Accepting one freezes the whole entry" in page.partition('class="others"')[2].partition("</div>")[0]


def test_p5_who_decides_about_one_link_alone_reads_nothing_of_others(visit, guide, handed_in):
    page = visit(guide).get(f"/portfolio/evidence/{handed_in.id}/review").text
    assert "Accepting one freezes the whole entry" not in page


def test_p5_several_links_are_accepted_at_once_and_the_rest_waits(visit, guide, entry, three, now_of, audit):
    assert decide(visit(guide), three[0], chosen=three[:2]).status_code == 303
    assert (now_of(entry), audit()[-1][0]) == ([ACCEPTED, ACCEPTED, WAITING], "evidence-accepted")


def test_p5_the_rest_is_sent_back_for_the_same_reason(visit, guide, entry, three, now_of, audit):
    assert decide(visit(guide), three[0], reason="Only planning.", rest="returned").status_code == 303
    assert now_of(entry) == [ACCEPTED, RETURNED, RETURNED]
    assert [line[0] for line in audit()][-2:] == ["evidence-accepted", "evidence-sent-back"]


def test_p5_sending_the_rest_back_asks_for_a_reason(visit, guide, entry, three, now_of):
    assert decide(visit(guide), three[0], rest="returned").status_code == 422
    assert now_of(entry) == [WAITING] * 3


def test_p5_what_was_handed_in_meanwhile_is_not_sent_back_unseen(
    visit, keep, noor, guide, entry, three, processes, now_of, desk
):
    browser = visit(guide)
    page = browser.get(f"/portfolio/evidence/{three[0].id}/review").text
    keep.evidence(noor, entry, processes[3])
    visit(noor).post(f"/portfolio/entries/{entry.id}/ask")
    decide(browser, three[0], reason="Only planning.", rest="returned", page=page)
    assert now_of(entry) == [ACCEPTED, RETURNED, RETURNED, WAITING]


def test_p5_the_page_asks_the_same_number_of_questions_for_one_link_and_many(
    visit, keep, noor, guide, entry, handed_in, processes, statements
):
    browser, url = visit(guide), f"/portfolio/evidence/{handed_in.id}/review"
    browser.get(url)
    with statements() as one:
        browser.get(url)
    keep.evidence(noor, entry, *processes)
    visit(noor).post(f"/portfolio/entries/{entry.id}/ask")
    with statements() as many:
        browser.get(url)
    assert len(one) == len(many) <= 16


# Accepted is frozen


def test_p5_what_was_accepted_cannot_be_changed(visit, noor, guide, entry, handed_in):
    decide(visit(guide), handed_in)
    browser = visit(noor)
    urls = (
        f"/portfolio/entries/{entry.id}/edit",
        f"/portfolio/entries/{entry.id}/remove",
        f"/portfolio/entries/{entry.id}",
        f"/portfolio/evidence/{handed_in.id}",
        f"/portfolio/evidence/{handed_in.id}/unlink",
    )
    assert {browser.post(url, {"title": "x", "version": "1"}).status_code for url in urls} == {403}


def test_p5_an_acceptance_that_was_a_mistake_is_withdrawn(
    visit, desk, noor, guide, entry, handed_in, now_of, frozen, audit
):
    browser = visit(guide)
    decide(browser, handed_in)
    assert "Why do you withdraw the acceptance?" in browser.get(f"/portfolio/evidence/{handed_in.id}/review").text
    assert withdraw(browser, handed_in, desk).status_code == 303
    assert (now_of(entry), frozen(entry), audit()[-1][0]) == ([WAITING], False, "acceptance-withdrawn")
    assert "Acceptance withdrawn by" in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_p5_withdrawing_asks_for_a_reason(visit, desk, guide, entry, handed_in, now_of):
    browser = visit(guide)
    decide(browser, handed_in)
    answer = withdraw(browser, handed_in, desk, reason=" ")
    assert (answer.status_code, now_of(entry)) == (422, [ACCEPTED])


def test_p5_withdrawing_twice_is_withdrawing_once(visit, desk, guide, entry, handed_in, count):
    browser = visit(guide)
    decide(browser, handed_in)
    (link,) = links_of(desk, entry)
    answers = [withdraw(browser, handed_in, desk, version=link.version).status_code for _ in range(2)]
    assert (answers, count(Review)) == ([303, 303], 2)


def test_p5_withdrawing_what_is_not_accepted_is_told(visit, desk, guide, entry, handed_in, now_of):
    answer = withdraw(visit(guide), handed_in, desk)
    assert (answer.status_code, now_of(entry), "A slip." in answer.text) == (409, [WAITING], True)


def test_p5_the_entry_stays_frozen_while_another_link_is_accepted(visit, desk, guide, entry, three, frozen):
    browser = visit(guide)
    decide(browser, three[0], chosen=three[:2])
    withdraw(browser, three[0], desk)
    assert frozen(entry)


def test_p5_the_entry_stays_frozen_once_there_is_a_new_version(
    visit, desk, keep, noor, guide, entry, handed_in, frozen
):
    browser = visit(guide)
    decide(browser, handed_in)
    newer = keep.entry(noor, "Newer")
    with desk.writing() as work:
        work.db.get(Entry, newer.id).predecessor_id = entry.id
    withdraw(browser, handed_in, desk)
    assert frozen(entry)


def test_p5_a_supervisor_does_not_undo_what_an_assessor_found(visit, desk, guide, assessor, entry, handed_in, now_of):
    decide(visit(assessor), handed_in)
    answer = withdraw(visit(guide), handed_in, desk)
    assert (answer.status_code, now_of(entry)) == (403, [ACCEPTED])
    assert "Why do you withdraw" not in visit(guide).get(f"/portfolio/evidence/{handed_in.id}/review").text


def test_p5_an_assessor_may_withdraw_what_a_supervisor_accepted(visit, desk, guide, assessor, entry, handed_in, now_of):
    decide(visit(guide), handed_in)
    assert withdraw(visit(assessor), handed_in, desk).status_code == 303
    assert now_of(entry) == [WAITING]


# Who may not


def deeds(evidence):
    url = f"/portfolio/evidence/{evidence.id}"
    return [
        ("get", f"{url}/review"),
        ("post", f"{url}/review"),
        ("post", f"{url}/withdraw"),
        ("post", f"{url}/ask"),
        ("post", f"{url}/take-back"),
        ("post", f"/portfolio/entries/{evidence.entry_id}/ask"),
    ]


def test_p5_nothing_of_a_review_exists_for_outsiders(visit, make, entry, handed_in, now_of):
    for person in outsiders(make):
        browser = visit(person)
        assert {getattr(browser, verb)(url).status_code for verb, url in deeds(handed_in)} == {404}
    assert now_of(entry) == [WAITING]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD_MEMBER])
def test_p5_who_looks_into_all_reads_and_decides_nothing(visit, make, entry, handed_in, role):
    browser = visit(make.person(role))
    assert {getattr(browser, verb)(url).status_code for verb, url in deeds(handed_in)} == {403}
    assert "Waiting for review" in browser.get(f"/portfolio/entries/{entry.id}").text


def test_p5_reviewers_do_not_hand_in(visit, guide, assessor, handed_in):
    for person in (guide, assessor):
        browser = visit(person)
        assert {browser.post(url).status_code for verb, url in deeds(handed_in)[3:]} == {403}


def test_p5_nobody_reviews_their_own_with_whatever_roles(visit, desk, noor, entry, handed_in, now_of):
    with desk.writing() as work:
        for role in (Role.SUPERVISOR, Role.EXAMINER, Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD_MEMBER):
            work.db.add(PersonRole(person_id=noor.id, role=role))
    browser = visit(noor)
    assert {getattr(browser, verb)(url).status_code for verb, url in deeds(handed_in)[:3]} == {403}
    assert ("Nothing waits for you" in browser.get("/reviews").text, now_of(entry)) == (True, [WAITING])


def test_p5_who_guides_no_longer_decides_in_the_tab_that_was_open(visit, desk, guide, entry, handed_in, now_of):
    browser = visit(guide)
    page = browser.get(f"/portfolio/evidence/{handed_in.id}/review").text
    with desk.writing() as work:
        work.db.query(Supervision).filter_by(supervisor_id=guide.id).delete()
    assert decide(browser, handed_in, page=page).status_code == 404
    assert now_of(entry) == [WAITING]


def test_p5_an_assessor_who_came_to_guide_reviews_as_supervisor_alone(visit, make, desk, noor, assessor, handed_in):
    make.supervision(noor, assessor)
    assert visit(assessor).get(f"/portfolio/evidence/{handed_in.id}/review").status_code == 404
    with desk.writing() as work:
        work.db.add(PersonRole(person_id=assessor.id, role=Role.SUPERVISOR))
    decide(visit(assessor), handed_in)
    with desk.reading() as work:
        assert work.db.query(Review).one().capacity is Capacity.SUPERVISOR


def test_p5_wrong_ways_in_are_refused(visit, guide, handed_in):
    browser = visit(guide)
    for end in ("ask", "take-back", "withdraw"):
        assert browser.get(f"/portfolio/evidence/{handed_in.id}/{end}").status_code == 405
    assert browser.post("/reviews").status_code == 405


# Reading decisions


def test_p5_decisions_about_the_earlier_version_are_read_along(visit, desk, noor, guide, entry, handed_in, processes):
    decide(visit(guide), handed_in, "returned", "For the old version.")
    with desk.writing() as work:
        more = {"created_at": work.now, "updated_at": work.now, "moved_from_id": handed_in.id}
        work.db.add(Evidence(entry_id=entry.id, work_process_id=processes[1].id, **more))
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    told = (page.count("For the old version."), page.count("For the same reason as"))
    assert (told, page.count("About the earlier version")) == ((1, 1), 1)


def test_p5_reviews_of_all_links_take_one_question(desk, visit, guide, entry, three, statements):
    from portfolio.queries.reviews import reviews_of

    decide(visit(guide), three[0], chosen=three)
    with desk.reading() as work, statements() as seen:
        found = reviews_of(work, entry.id)
    assert ([len(link.rows) for link in found.values()], len(seen)) == ([1, 1, 1], 1)


@pytest.mark.parametrize("who", ["owner", "supervisor", "coordinator"])
def test_p5_everybody_who_sees_the_entry_reads_the_decision(visit, make, noor, guide, entry, handed_in, who):
    decide(visit(guide), handed_in, "returned", "Measure again.")
    person = {"owner": noor, "supervisor": guide}.get(who) or make.person(Role.COORDINATOR)
    page = visit(person).get(f"/portfolio/entries/{entry.id}").text
    assert "Measure again." in page
    assert ("Ask for a review" in page) is (who == "owner")


def test_p5_evidence_for_what_is_no_longer_followed_waits_for_nobody(desk, visit, noor, guide, handed_in):
    assert "Oak side table" in visit(guide).get("/reviews").text
    with desk.writing() as work:
        work.db.query(QualificationLink).filter_by(person_id=noor.id).update({"ended_at": work.now})
    assert "Oak side table" not in visit(guide).get("/reviews").text
    assert "You guide 1 candidate" in visit(guide).get("/").text
    assert "waits for your review" not in visit(guide).get("/").text
