"""The words of a qualification: choosing them, and reading them on everything that is about it."""

import re

import pytest
from sqlalchemy import select

from foundation.audit import AuditLine
from foundation.wording import Word
from people.rules import Role
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState
from qualification_files.rules.terms import OF_A_QUALIFICATION, Term, terms_of

EPA = {
    "en": {
        "work-process": ["EPA", "EPAs", ""],
        "evidence": ["proof", "proofs", ""],
        "indicator": ["sign", "signs", ""],
    },
    "nl": {"work-process": ["EPA", "EPA's", "de"], "core-task": ["domein", "domeinen", "het"]},
}


def sent(words=None, **changes):
    """What the page of terms sends: every word as it stands, but for the changes."""
    fields = {}
    for language, of_language in (words or terms_of(frozenset())).items():
        for term, word in of_language.items():
            fields |= {f"{language}-{term}-one": word.one, f"{language}-{term}-many": word.many}
            if word.article:
                fields[f"{language}-{term}-article"] = word.article
    return fields | {name.replace("__", "-"): value for name, value in changes.items()}


NEW = {"en-work-process-one": "EPA", "en-work-process-many": "EPAs"}


@pytest.fixture
def coordinator(make):
    return make.person(Role.COORDINATOR)


@pytest.fixture
def visitor(visit, coordinator):
    return visit(coordinator)


def stored(desk, row):
    with desk.reading() as work:
        return work.db.get(Qualification, row.id).terms


def test_q2_the_page_shows_every_term_in_both_languages_filled_in(visitor, make):
    page = visitor.get(f"/qualifications/{make.qualification(language='nl').id}/terms").text
    assert all(f'name="{language}-{term}-many"' in page for language in ("nl", "en") for term in OF_A_QUALIFICATION)
    assert 'value="werkprocessen"' in page
    assert 'value="work processes"' in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_q2_the_language_of_the_qualification_comes_first(visitor, make, language):
    page = visitor.get(f"/qualifications/{make.qualification(language=language).id}/terms").text
    other = {"nl": "en", "en": "nl"}[language]
    assert page.index(f'id="terms-{language}"') < page.index(f'id="terms-{other}"')


def test_q2_chosen_words_are_kept_and_only_those(visitor, make, desk):
    row = make.qualification()
    assert visitor.post(f"/qualifications/{row.id}/terms", sent() | NEW).status_code == 303
    assert stored(desk, row) == {"en": {"work-process": ["EPA", "EPAs", ""]}}


def test_q2_they_may_change_while_it_is_active(visitor, make, desk):
    row = make.qualification(state=QualificationState.ACTIVE)
    visitor.post(f"/qualifications/{row.id}/terms", sent() | NEW)
    assert stored(desk, row)


def test_q2_the_change_is_in_the_audit(visitor, make, desk):
    row = make.qualification()
    visitor.post(f"/qualifications/{row.id}/terms", sent() | NEW)
    with desk.reading() as work:
        lines = work.db.scalars(select(AuditLine.facts).where(AuditLine.event.like("%qualification-changed"))).all()
    assert [line["fields"] for line in lines] == [["terms"]]


def test_q2_saving_the_same_words_changes_nothing(visitor, make, desk):
    row = make.qualification()
    visitor.post(f"/qualifications/{row.id}/terms", sent())
    with desk.reading() as work:
        assert not work.db.scalars(select(AuditLine).where(AuditLine.event.like("%qualification-changed"))).all()


def test_q2_the_usual_words_can_be_put_back(visitor, make, desk):
    row = make.qualification(terms=EPA)
    assert "Put the usual words back" in visitor.get(f"/qualifications/{row.id}/terms").text
    assert visitor.post(f"/qualifications/{row.id}/terms/usual").status_code == 303
    assert stored(desk, row) == {}


@pytest.mark.parametrize("wrong", ["", "   ", "x" * 61, "two\nlines", "a\tb", "a\x00b", "a\r\nb"])
def test_q2_a_term_that_cannot_stand_in_a_sentence_is_refused(visitor, make, desk, wrong):
    row = make.qualification()
    answer = visitor.post(f"/qualifications/{row.id}/terms", sent() | NEW | {"en-evidence-one": wrong})
    assert answer.status_code == 422
    assert "EPA" in answer.text
    assert stored(desk, row) == {}


@pytest.mark.parametrize("name", ["en-core-task-one", "nl-indicator-many"])
def test_q2_no_term_may_be_left_out(visitor, make, name):
    fields = sent()
    del fields[name]
    assert visitor.post(f"/qualifications/{make.qualification().id}/terms", fields).status_code == 422


def test_q2_whoever_was_overtaken_is_told_and_not_obeyed(visitor, make, desk):
    row = make.qualification()
    seen = visitor.get(f"/qualifications/{row.id}/terms").text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    visitor.post(f"/qualifications/{row.id}/terms", sent() | NEW)
    late = visitor.post(f"/qualifications/{row.id}/terms", sent() | {"en-evidence-one": "proof", "seen": seen})
    assert late.status_code == 409
    assert "Somebody changed this" in late.text
    assert "evidence" not in stored(desk, row)["en"]


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EXAMINER, Role.SUPERVISOR, Role.MANAGER, Role.BOARD_MEMBER])
def test_q2_others_do_not_learn_what_is_there(visit, make, role):
    row, other = make.qualification(), visit(make.person(role))
    answers = [other.get(f"/qualifications/{row.id}/terms")]
    answers += [other.post(f"/qualifications/{row.id}/terms{end}", sent()) for end in ("", "/usual")]
    assert {answer.status_code for answer in answers} == {404}


def test_q2_a_stranger_is_led_to_the_sign_in_page(visit, make):
    row = make.qualification()
    assert "/sign-in" in visit().get(f"/qualifications/{row.id}/terms").location
    assert visit().post(f"/qualifications/{row.id}/terms", sent()).status_code == 401


def test_q2_the_usual_words_are_put_back_with_a_button_only(visitor, make):
    assert visitor.get(f"/qualifications/{make.qualification().id}/terms/usual").status_code == 405


def test_q2_the_page_takes_as_many_statements_with_words_as_without(visitor, make, statements):
    counts = []
    for terms in ({}, EPA):
        row = make.qualification(terms=terms)
        with statements() as seen:
            visitor.get(f"/qualifications/{row.id}/terms")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def text_of(answer):
    """What a person reads on the page, without the menu."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", main, flags=re.DOTALL))


def test_q2_its_tree_says_its_words(visitor, make):
    row = make.qualification(terms=EPA, core_tasks=1, work_processes=2)
    words = text_of(visitor.get(f"/qualifications/{row.id}/structure")).lower()
    assert "3 signs" in words
    assert not re.search(r"work process(?! \d)|indicators", words)  # a number behind it: that is its name


def test_q2_every_page_about_it_says_its_words(visitor, make):
    row = make.qualification(terms=EPA, state=QualificationState.DRAFT)
    task = row.core_tasks[0]
    process = task.work_processes[0]
    pages = (f"/core-tasks/{task.id}", f"/core-tasks/{task.id}/work-processes/add", f"/work-processes/{process.id}")
    for page in (*pages, f"/indicators/{process.indicators[0].id}", f"/qualifications/{row.id}"):
        words = text_of(visitor.get(page)).lower().replace(f"work process {process.number}".lower(), "")
        assert "performance indicator" not in words, page


def test_q2_what_happened_is_told_in_its_words(visitor, make):
    row = make.qualification(terms=EPA, state=QualificationState.DRAFT)
    url = f"/core-tasks/{row.core_tasks[0].id}/work-processes/add"
    answer = visitor.post(url, {"number": "W9", "name": "Weld"}, follow_redirects=True)
    assert "EPA W9 is added." in answer.text


def test_q2_the_menu_keeps_the_words_of_the_environment(visitor, make):
    row = make.qualification(terms={"en": {"evidence": ["Qualifications", "x"]}})
    assert ">Qualifications</span>" in visitor.get(f"/qualifications/{row.id}/structure").text


def test_q2_a_candidate_reads_them_in_the_own_language(visit, make):
    row, noor = make.qualification(terms=EPA), make.person(Role.CANDIDATE, language="nl")
    make.link(noor, row)
    page = visit(noor).get("/portfolio").text
    assert "EPA&#39;s" in page
    assert "werkproces" not in page


def test_q2_each_section_of_an_overview_says_its_own(visit, make):
    noor = make.person(Role.CANDIDATE)
    for terms in (EPA, {}):
        make.link(noor, make.qualification(terms=terms))
    page = visit(noor).get("/portfolio").text
    assert "0 of 2 EPAs have accepted proof" in page
    assert "0 of 2 work processes have accepted evidence" in page
    assert "Add proof" in page
    assert "Add evidence" in page
    assert "3 signs" in page
    assert "3 indicators" in page


def test_q2_home_says_them_per_qualification(visit, make):
    noor = make.person(Role.CANDIDATE)
    for terms in (EPA, {}):
        make.link(noor, make.qualification(terms=terms))
    page = visit(noor).get("/").text
    assert "2 EPAs still need proof" in page
    assert "2 work processes still need evidence" in page
    assert "0 of 2 EPAs have accepted proof" in page
    assert "0 of 2 work processes have accepted evidence" in page


def test_q2_the_supervisor_reads_them_too(visit, make):
    noor, guide = make.person(Role.CANDIDATE), make.person(Role.SUPERVISOR)
    make.supervision(noor, guide)
    make.link(noor, make.qualification(terms=EPA))
    assert "0 of 2 EPAs have accepted proof" in visit(guide).get("/my-candidates").text
    assert "0 of 2 EPAs have accepted proof" in visit(guide).get(f"/portfolios/{noor.id}").text


def test_q2_the_way_to_evidence_says_them(visit, make):
    row, noor = make.qualification(terms=EPA), make.person(Role.CANDIDATE)
    make.link(noor, row)
    process = row.core_tasks[0].work_processes[0]
    page = visit(noor).get(f"/portfolio/work-processes/{process.id}/evidence").text
    assert f"Proof for {process.number}" in page
    assert "it is linked to this EPA at once" in page


def test_q2_what_people_wrote_is_never_changed(visit, make):
    names = {"name": "Work process evidence indicator of welders", "terms": EPA}
    row, noor = make.qualification(**names), make.person(Role.CANDIDATE)
    make.link(noor, row)
    page = visit(noor).get("/portfolio").text
    assert names["name"] in page
    assert f"{row.core_tasks[0].work_processes[0].name}" in page


@pytest.mark.parametrize("word", ["<script>alert(1)</script>", "R&D <b>task", "100% %s %(num)s", "{{ 7*7 }}"])
def test_q2_a_word_is_shown_and_never_obeyed(visit, make, word):
    from markupsafe import escape

    row, noor = make.qualification(terms={"en": {"work-process": [word, word]}}), make.person(Role.CANDIDATE)
    make.link(noor, row)
    shown = str(escape(word.replace("%", "\uff05")))
    for page in ("/", "/portfolio", f"/qualifications/{row.id}"):
        text = visit(noor).get(page).text
        assert "<script>alert" not in text
        assert "<b>task" not in text
        if page != f"/qualifications/{row.id}":
            assert shown in text, page


def test_q2_a_new_qualification_has_the_words_of_the_environment(visitor, desk):
    answer = visitor.post(
        "/qualifications/add", {"language": "nl", "name": "Lasser", "code": "25000", "kind": "regular"}
    )
    number = int(answer.location.split("/")[2])
    with desk.reading() as work:
        assert work.db.get(Qualification, number).terms == {}


def test_words_are_read_back_as_they_were_chosen():
    assert terms_of(frozenset())["nl"][Term.CORE_TASK] == Word("kerntaak", "kerntaken", "de")


def test_q2_a_row_of_the_list_says_its_own(visitor, make):
    for terms in (EPA, {}):
        make.qualification(terms=terms)
    page = visitor.get("/qualifications").text
    assert "2 EPAs" in page
    assert "2 work processes" in page


def test_q2_the_picker_of_an_exam_says_its_own(visitor, make):
    for terms in (EPA, {}):
        make.qualification(terms=terms)
    page = visitor.get("/exams/forms/new").text
    assert "2 EPAs" in page
    assert "2 work processes" in page


def test_q2_a_changed_word_stands_beside_the_usual_one(visitor, make):
    row = make.qualification()
    assert "usual: " not in visitor.get(f"/qualifications/{row.id}/terms").text
    visitor.post(f"/qualifications/{row.id}/terms", sent() | NEW)
    page = visitor.get(f"/qualifications/{row.id}/terms").text
    assert "usual: work process<" in page
    assert page.index("Put the usual words back") < page.index('id="terms-en"')
