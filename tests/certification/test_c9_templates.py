"""C9: templates of certificates with logo, fields and signature, per language, chosen where they serve."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from certification.actions.completing import complete
from certification.models import Certificate, CertificateTemplate
from certification.rules.states import CompletedBy
from people.rules import Role
from tests.certification.made import activity, upkeep
from tests.conftest import NOON

NEW = "/certificates/templates/new"
GOOD = {
    "name": "Blue",
    "title_en": "Proof",
    "body_en": "{name} did {title}.",
    "title_nl": "Bewijs",
    "shows": ["until"],
    "signatory": "J. Bakker",
    "form_key": "5f0c7cb4-43a0-4a53-a2e3-5a4fb2d8a8a1",
}


def picture():
    stream = io.BytesIO()
    Image.new("RGB", (300, 100), "navy").save(stream, "PNG")
    stream.seek(0)
    return stream


@pytest.fixture
def kept(desk):
    """`kept()`: what is kept of the templates."""

    def read():
        with desk.reading() as work:
            rows = work.db.scalars(select(CertificateTemplate).order_by(CertificateTemplate.id))
            return [(row.id, row.name, row.texts["en"], row.logo_key, row.version, row.retired_at) for row in rows]

    return read


@pytest.fixture
def number(defining, kept):
    """A template that was made."""
    assert defining.post(NEW, GOOD).status_code == 303
    return kept()[0][0]


def test_a_template_is_made_and_sent_twice_made_once(defining, kept, audited):
    assert [defining.post(NEW, GOOD).status_code for _ in range(2)] == [303, 303]
    assert [(name, texts["title"]) for _, name, texts, *_ in kept()] == [("Blue", "Proof")]
    assert audited().count("certification.template-made") == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "Give the template a name."),
        ({"body_en": "{nmae} did it"}, "{nmae} is not known here."),
        ({"title_nl": "{0.__class__}"}, "{0.__class__} is not known here."),
        ({"shows": ["secret"]}, ""),
        ({"title_en": "x" * 201}, "At most 200 characters."),
    ],
)
def test_a_wrong_template_is_not_kept(defining, kept, wrong, told):
    found = defining.post(NEW, {**GOOD, **wrong})
    assert (found.status_code, kept()) == (422, [])
    assert told in found.text


def test_a_logo_is_drawn_anew_and_taken_away_again(defining, number, kept):
    address = f"/certificates/templates/{number}"
    defining.post(address, {**GOOD, "version": "1", "logo": (picture(), "logo.png")})
    assert kept()[0][3] is not None
    defining.post(address, {**GOOD, "version": "2", "no_logo": "y"})
    assert kept()[0][3] is None


def test_what_is_no_picture_is_refused(defining, number, kept):
    found = defining.post(
        f"/certificates/templates/{number}", {**GOOD, "version": "1", "logo": (io.BytesIO(b"<svg/>"), "logo.svg")}
    )
    assert (found.status_code, kept()[0][3]) == (422, None)


def test_the_second_of_two_tabs_is_told(defining, number, kept):
    address = f"/certificates/templates/{number}"
    assert defining.post(address, {**GOOD, "name": "First", "version": "1"}).status_code == 303
    second = defining.post(address, {**GOOD, "name": "Second", "version": "1"})
    assert second.status_code == 409
    assert ("Second" in second.text, kept()[0][1]) == (True, "First")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_editor_shows_the_very_page_it_makes(defining, number, language):
    found = defining.get(f"/certificates/templates/{number}/preview.pdf?language={language}")
    assert found.data.startswith(b"%PDF")


def test_the_editor_shows_it_as_a_picture(defining, number):
    assert defining.get(f"/certificates/templates/{number}/preview.jpg").data[:2] == b"\xff\xd8"


def test_retired_it_is_not_chosen_any_more(defining, number, make):
    defining.post(f"/certificates/templates/{number}/retire", {"retired": "1"})
    defining.post(f"/certificates/templates/{number}/retire", {"retired": "1"})
    assert "No templates yet" in defining.get("/certificates/templates").text
    assert "Blue" in defining.get("/certificates/templates?tab=retired").text
    row = make.qualification()
    assert defining.post(f"/qualifications/{row.id}/certificate", {"template_id": f"{number}"}).status_code == 422


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_administrators_keep_templates(visit, make, number, role):
    browser = visit(make.person(role))
    assert browser.get("/certificates/templates").status_code == 403
    assert browser.post(NEW, GOOD).status_code == 403
    assert browser.get(f"/certificates/templates/{number}").status_code == 404
    assert browser.post(f"/certificates/templates/{number}/retire", {"retired": "1"}).status_code == 404


def test_a_qualification_gets_a_template_and_loses_it(defining, number, make, audited):
    row = make.qualification()
    upkeep(make, row, gives_certificate=True)
    address = f"/qualifications/{row.id}/certificate"
    for chosen in (f"{number}", f"{number}", ""):
        assert defining.post(address, {"template_id": chosen}).status_code == 303
    assert audited().count("certification.template-chosen") == 2
    assert "gets a certificate" in defining.get(address).text


def test_a_coordinator_reads_which_one_and_does_not_choose(visit, make, number):
    row, browser = make.qualification(), visit(make.person(Role.COORDINATOR))
    address = f"/qualifications/{row.id}/certificate"
    assert "gives no certificate" in browser.get(address).text
    assert browser.post(address, {"template_id": f"{number}"}).status_code == 403


def test_a_certificate_keeps_the_words_it_was_given_with(defining, number, make, desk):
    what, person = activity(make, gives_certificate=True), make.person(Role.CANDIDATE)
    defining.post(f"/activities/{what.id}/certificate", {"template_id": f"{number}"})
    with desk.writing() as work:
        complete(work, person_id=person.id, activity_id=what.id, on=NOON.date(), how=CompletedBy.ONESELF, source="test")
    defining.post(f"/certificates/templates/{number}", {**GOOD, "title_en": "Other", "version": "1"})
    with desk.reading() as work:
        content = work.db.scalars(select(Certificate)).one().content
    assert (content["texts"]["en"]["title"], content["template"]) == ("Proof", {"id": number, "version": 1})


def test_markup_in_a_name_is_shown_as_it_is(defining):
    defining.post(NEW, {**GOOD, "name": "<b>Bo</b> 🚀"})
    assert "<b>Bo" not in defining.get("/certificates/templates").text


def test_the_list_takes_a_fixed_number_of_statements(defining, number, statements):
    with statements() as seen:
        defining.get("/certificates/templates")
    assert len(seen) <= 5
