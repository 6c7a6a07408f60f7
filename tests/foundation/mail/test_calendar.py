"""A mail with an invitation in it."""

from datetime import UTC, datetime

import pytest

from foundation.mail import Mail, compose

FILE = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def composed(**fields):
    mail = Mail(to="noor@example.org", subject="Your exam", text="See you there.", **fields)
    return compose(mail, sender="school@example.org", at=datetime(2027, 3, 1, tzinfo=UTC), token="1")


def test_a_mail_program_finds_the_invitation_beside_the_text():
    message = composed(calendar=FILE, calendar_method="REQUEST")
    found = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in found] == ["REQUEST", "REQUEST"]
    assert message.get_body(("plain",)).get_content() == "See you there.\n"


def test_others_find_it_as_an_attachment():
    [attached] = composed(calendar=FILE, calendar_method="CANCEL").iter_attachments()
    assert attached.get_filename() == "invitation.ics"


def test_a_method_that_no_calendar_knows_is_refused():
    with pytest.raises(ValueError, match="no method"):
        composed(calendar=FILE, calendar_method="DANCE")


def test_a_mail_without_one_is_as_plain_as_ever():
    assert composed().get_content_type() == "text/plain"
