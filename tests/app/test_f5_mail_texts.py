"""A school's own texts for its mails: chosen by an administrator, filled in without ever being a template."""

import pytest
from sqlalchemy import select

from app.mails.pages import MailPlace, original
from foundation.audit import AuditLine
from foundation.mail import MailKind, MailKinds, MailText, MailWords
from foundation.mail.texts import faults, filled
from foundation.messages import Message
from foundation.web.mail import letter_of, mail_kinds, plain_templates, render_mail
from foundation.web.mail_gaps import _put, in_gaps, said_by_school
from people.mails import MAILS
from people.rules import Role

LIST = "/environment/mails"
PAGE = f"{LIST}/people_password_link/en"
GOOD = {"seen": "0", "subject": "New password, {name}", "body": "Dear {name},\r\n\r\nGo here: {link}\r\n\r\nBye"}
KIND: MailKind = MAILS[1]


@pytest.fixture
def administrator(make):
    return make.person(Role.ADMINISTRATOR)


@pytest.fixture
def admin(visit, administrator):
    return visit(administrator)


def kept(desk):
    with desk.reading() as work:
        return {(text.mail, text.language): (text.subject, text.body) for text in work.db.scalars(select(MailText))}


def letter(app, language="en", **context):
    facts = {"person_name": "Ada", "email": "ada@example.org", "url": "https://x.example/1", "hours": 2, "days": 0}
    with app.app_context():
        return render_mail("people_password_link", language, **{**facts, **context})


def sample(kind):
    """What the template is given, with the examples in it."""
    context = {}
    for gap in kind.gaps:
        example = str(gap.example) if isinstance(gap.example, Message) else gap.example
        _put(context, gap.value.partition("|")[0].split("."), [example] if gap.many else example)
    for path, value in kind.given.items():
        _put(context, path.split("."), value)
    return context


def test_f5_every_template_can_be_said_otherwise(app):
    with app.app_context():
        made_of = {kind.made_of for kind in mail_kinds()}
        templates = {name for name in plain_templates().list_templates() if name.startswith("mail/")}
    assert {f"mail/{name}.txt" for name in made_of} == templates - {"mail/try.txt"}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_f5_the_original_with_its_gaps_filled_says_what_the_original_says(app, language):
    with app.app_context():
        differing = []
        for kind in mail_kinds():
            words = original(MailPlace(kind, language))
            theirs = render_mail(kind.made_of, language, **sample(kind))
            with app.test_request_context(headers={"Accept-Language": language}):
                own = said_by_school(words, kind, sample(kind), plain_templates())
            if (theirs.subject, theirs.text) != (own.subject, own.body):
                differing.append((kind.name, theirs, own))
    assert differing == []


def test_f5_no_text_of_ours_misses_what_it_needs(app):
    with app.app_context():
        wrong = {kind.name: faults(original(MailPlace(kind, "en")), kind) for kind in mail_kinds()}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_f5_a_mail_says_what_the_school_wrote(app, admin):
    assert admin.post(PAGE, GOOD).status_code == 303
    assert letter(app).subject == "New password, Ada"
    assert letter(app).text == "Dear Ada,\n\nGo here: https://x.example/1\n\nBye\n"


def test_f5_the_other_language_still_says_the_original(app, admin):
    before = letter(app, "nl")
    admin.post(PAGE, GOOD)
    assert letter(app, "nl") == before


def test_f5_the_mail_that_is_sent_says_it(app, admin, make, visit, run_jobs):
    admin.post(PAGE, GOOD)
    person = make.person(Role.CANDIDATE, language="en")
    visit().post("/password/forgotten", {"email": person.email})
    run_jobs()
    [sent] = app.extensions["settings"].mailbox.glob("*.eml")
    assert f"Dear {person.name}," in sent.read_text()


def test_f5_back_to_the_original(app, admin, desk):
    before = letter(app)
    admin.post(PAGE, GOOD)
    assert admin.post(f"{PAGE}/original").status_code == 303
    assert (letter(app), kept(desk)) == (before, {})


def test_f5_back_to_the_original_twice_does_no_harm(admin, desk):
    admin.post(PAGE, GOOD)
    admin.post(f"{PAGE}/original")
    assert admin.post(f"{PAGE}/original").status_code == 303
    with desk.reading() as work:
        lines = work.db.scalars(select(AuditLine).where(AuditLine.event == "environment.mail-text-reverted")).all()
    assert len(lines) == 1


def test_f5_the_original_sent_in_is_not_kept_as_an_own_text(app, admin, desk):
    with app.app_context():
        words = original(MailPlace(KIND, "en"))
    admin.post(PAGE, {"seen": "0", "subject": words.subject, "body": words.body})
    assert kept(desk) == {}


def test_f5_the_change_is_on_record(admin, administrator, desk):
    admin.post(PAGE, GOOD)
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).where(AuditLine.event == "environment.mail-text-changed")).one()
        assert (line.actor_id, line.facts) == (administrator.id, {"mail": "people_password_link", "language": "en"})


def test_f5_the_same_again_is_no_change(admin, desk):
    admin.post(PAGE, GOOD)
    shown = admin.get(PAGE).text.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    admin.post(PAGE, {**GOOD, "seen": shown})
    with desk.reading() as work:
        lines = work.db.scalars(select(AuditLine).where(AuditLine.event == "environment.mail-text-changed")).all()
    assert len(lines) == 1


def test_f5_two_tabs_the_second_is_told_and_loses_nothing(admin, desk):
    admin.post(PAGE, GOOD)
    answer = admin.post(PAGE, {**GOOD, "body": "Mine: {link}"})
    assert answer.status_code == 409
    assert "Somebody changed this" in answer.text
    assert "Mine: {link}" in answer.text
    assert kept(desk)["people_password_link", "en"][1].startswith("Dear")


def test_f5_after_being_told_the_next_attempt_is_kept(admin, desk):
    admin.post(PAGE, GOOD)
    told = admin.post(PAGE, {**GOOD, "body": "Mine: {link}"}).text
    seen = told.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    assert admin.post(PAGE, {**GOOD, "seen": seen, "body": "Mine: {link}"}).status_code == 303
    assert kept(desk)["people_password_link", "en"][1] == "Mine: {link}"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"subject": ""}, "Give the mail a subject."),
        ({"body": ""}, "Write what the mail says."),
        ({"subject": "x" * 201}, "At most 200 characters."),
        ({"body": "Line one\n\nHello {nmae}, {link}"}, "Line 3: This mail cannot fill in {nmae}. Did you mean {name}?"),
        ({"body": "{link} {marks}"}, "Line 1: This mail cannot fill in {marks}. Choose from the list."),
        ({"subject": "For {marks}"}, "This mail cannot fill in {marks}."),
        ({"body": "No address here"}, "Without {link} this mail is of no use: address to click."),
    ],
)
def test_f5_what_cannot_be_sent_is_shown_again_with_its_place(admin, desk, wrong, words):
    answer = admin.post(PAGE, {**GOOD, **wrong})
    assert (answer.status_code, kept(desk)) == (422, {})
    assert words in answer.text


def test_f5_a_text_is_never_a_template(app, admin):
    body = "{{ 7 * 7 }} {% for x in y %} {link} %(name)s ${name}"
    assert admin.post(PAGE, {**GOOD, "subject": "{% if %}", "body": body}).status_code == 422  # { 7 * 7 } is no gap
    assert admin.post(PAGE, {**GOOD, "body": "{% raw %} {link} %(name)s"}).status_code == 422
    assert admin.post(PAGE, {**GOOD, "body": "%(name)s ${link} 100%"}).status_code == 303
    assert letter(app).text == "%(name)s $https://x.example/1 100%\n"


def test_f5_what_fills_a_gap_is_not_read_for_gaps(app, admin):
    admin.post(PAGE, GOOD)
    assert "Dear {link}{{ 7 }}," in letter(app, person_name="{link}{{ 7 }}").text


def test_f5_no_header_can_be_smuggled_in(app, admin):
    admin.post(PAGE, {**GOOD, "subject": "Hello\r\nBcc: all@example.org {name}"})
    assert letter(app, person_name="A\r\nCc: x@example.org").subject == "Hello Bcc: all@example.org A Cc: x@example.org"


def test_f5_a_subject_with_nothing_to_say_falls_back_to_ours(app, admin):
    admin.post(PAGE, {**GOOD, "subject": "{name}"})
    assert letter(app, person_name="").subject == "Choose a new password"


def test_f5_markup_in_a_text_stays_text(admin):
    admin.post(PAGE, {**GOOD, "body": "<script>alert(1)</script> {link}"})
    page = admin.get(PAGE).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_f5_the_preview_fills_in_examples(admin):
    answer = admin.get(f"{PAGE}/preview", query_string={"subject": "For {name}", "body": "In {hours} hours: {link}"})
    assert "For Fatima de Vries" in answer.text
    assert "In 2 hours: https://school.example/" in answer.text


def test_f5_the_preview_button_keeps_nothing(admin, desk):
    answer = admin.post(PAGE, {**GOOD, "look": "1"})
    assert (answer.status_code, kept(desk)) == (200, {})
    assert "Dear Fatima de Vries," in answer.text


def test_f5_the_list_says_which_mails_have_a_text_of_their_own(admin):
    admin.post(PAGE, GOOD)
    assert "Link to choose a new password" in admin.get(f"{LIST}?state=own").text
    assert "Invitation to choose" not in admin.get(f"{LIST}?state=own").text


def test_f5_the_list_is_searched_and_filtered(admin):
    page = admin.get(f"{LIST}?q=objection&group=Exams").text
    assert "There is a new objection" in page
    assert "Invitation to choose" not in page


def test_f5_a_search_that_finds_nothing_says_so(admin):
    assert "No mail fits" in admin.get(f"{LIST}?q=zebra").text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_f5_nobody_but_an_administrator_comes_in(visit, make, role):
    admin = visit(make.person(role))
    assert [admin.get(url).status_code for url in (LIST, PAGE, f"{PAGE}/preview")] == [403, 404, 404]
    assert [admin.post(url, GOOD).status_code for url in (PAGE, f"{PAGE}/original")] == [404, 404]


@pytest.mark.parametrize("url", [f"{LIST}/nothing/en", f"{LIST}/people_invitation/xx", f"{LIST}/../en/preview"])
def test_f5_a_mail_that_is_not_there_is_not_found(admin, url):
    assert admin.get(url).status_code == 404


def test_f5_it_takes_no_other_method(admin):
    assert [admin.client.put(url).status_code for url in (LIST, PAGE)] == [405, 405]
    assert admin.get(f"{PAGE}/original").status_code == 405


def test_f5_the_pages_ask_a_fixed_number_of_statements(admin, statements):
    def asked(url):
        with statements() as seen:
            admin.get(url)
        return len(seen)

    few = [asked(LIST), asked(PAGE)]
    for mail in ("people_password_link", "people_invitation"):
        admin.post(f"{LIST}/{mail}/en", GOOD)
    admin.get(LIST)  # what the school says is read anew, once
    assert [asked(LIST), asked(PAGE)] == few
    assert max(few) <= 4


@pytest.mark.pure
def test_f5_a_line_with_nothing_to_fill_in_is_left_out():
    words = MailWords("s", "Hello {name}\n\nWhy: {reason}\n\nBye")
    assert filled(words, {"name": "Ada", "reason": ""}).body == "Hello Ada\n\nBye\n"
    assert filled(words, {"name": "Ada", "reason": "rain"}).body == "Hello Ada\n\nWhy: rain\n\nBye\n"


@pytest.mark.pure
def test_f5_two_mails_of_one_name_keep_the_application_from_starting():
    with pytest.raises(ValueError, match="Two mails"):
        MailKinds([KIND, KIND])


def test_f5_our_template_shows_its_gaps(app):
    with app.app_context():
        text = letter_of("people_password_link", in_gaps(KIND, plain_templates())).text
    assert "{link}" in text
    assert "{hours} hours" in text


@pytest.mark.pure
def test_f5_faults_name_the_line():
    [fault] = faults(MailWords("s", "one\ntwo {x} {link}"), KIND)
    assert fault.message.gaps["line"] == 2
