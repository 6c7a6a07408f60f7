"""BR-15: what is looked at is readable on a phone: levels that every step shares are explained once."""

from uuid import uuid4

from exams.rules import Level


def test_br_15_levels_that_all_steps_share_are_explained_once(school, visit):
    levels = (Level(value=0, label="O", description="Not seen at all"), Level(value=1, label="V", description="Seen"))
    form = school.make.exam_form(qualification_id=school.qualification.id, levels=levels)
    page = visit(school.candidate).get(f"/exams/sittings/{school.planned(form=form).id}").text
    assert page.count("Not seen at all") == 1
    assert "Every step is marked like this, unless it says something else:" in page


def test_br_45_an_earlier_mark_that_is_not_weighed_is_said_to_be_so_at_once(school, visit):
    sent = {"candidate": school.candidate.email, "form": school.form.id, "form_key": str(uuid4())}
    page = visit(school.board_member).get("/exams/exemptions/new", query_string=sent)
    assert "does not weigh an earlier mark" in page.text
