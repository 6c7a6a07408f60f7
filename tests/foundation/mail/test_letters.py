"""A mail is what it was meant to be, whatever is typed into it."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.mail import Mail, compose

pytestmark = pytest.mark.pure
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type"} | {
    "Content-Transfer-Encoding",
    "MIME-Version",
}


def mail(**fields):
    return Mail(**{"to": "fatima@school.example", "subject": "Your exam", "text": "Hello\n", **fields})


def sent(**fields):
    message = compose(mail(**fields), sender="proefstuk@school.example", at=NOON, token="abc")
    return message_from_bytes(message.as_bytes(), policy=default)


def plain(message):
    return message.get_content().replace("\r\n", "\n")


def test_the_headers_that_every_mail_has():
    message = sent()
    assert message["From"] == "proefstuk@school.example"
    assert message["To"] == "fatima@school.example"
    assert message["Date"] == "Mon, 23 Nov 2026 12:00:00 +0000"
    assert message["Message-ID"] == "<abc@school.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert set(message.keys()) == HEADERS


def test_an_answer_can_go_to_somebody_else():
    assert sent(reply_to="teacher@school.example")["Reply-To"] == "teacher@school.example"


def test_the_language_is_told():
    assert sent(language="nl")["Content-Language"] == "nl"


def test_names_and_words_of_every_language_arrive():
    message = sent(subject="Résultat de Łukasz ☃", text="Beste Łukasz,\n\n漢字\n")
    assert message["Subject"] == "Résultat de Łukasz ☃"
    assert plain(message) == "Beste Łukasz,\n\n漢字\n"


def test_html_comes_beside_the_text():
    message = sent(html="<p>Hello</p>")
    assert plain(message.get_body(("plain",))) == "Hello\n"
    assert plain(message.get_body(("html",))) == "<p>Hello</p>\n"


@pytest.mark.parametrize(
    "to",
    [
        "", "fatima", "a@b@c", "fatima@school.example\nBcc: all@school.example", "a@b.example, c@d.example",
        "Fatima <a@b.example>", "a@b.example\r\n", "a b@c.example", "a@b.example\x00", "a@b.example;c@d.example",
        'a"@b.example', f"{'a' * 250}@b.example",
    ],
)  # fmt: skip
def test_only_one_plain_address_is_taken(to):
    with pytest.raises(ValueError):
        mail(to=to)


def test_an_answer_address_is_checked_as_well():
    with pytest.raises(ValueError, match="not one e-mail address"):
        mail(reply_to="a@b.example\nBcc: c@d.example")


def test_a_subject_cannot_become_a_header():
    message = sent(subject="Exam\r\nBcc: all@school.example\r\n\r\nNew body")
    assert message["Bcc"] is None
    assert message["Subject"] == "Exam Bcc: all@school.example New body"
    assert plain(message) == "Hello\n"


def test_a_subject_that_is_empty_is_a_mistake():
    with pytest.raises(ValueError, match="subject"):
        mail(subject=" \n ")


def test_a_language_cannot_become_a_header():
    with pytest.raises(ValueError, match="language"):
        mail(language="nl\nBcc: x")


def test_an_address_of_another_script_is_sent_in_plain_letters():
    assert sent(to="info@schüle.example")["To"] == "info@xn--schle-mva.example"


@given(st.text(max_size=400), st.text())
def test_no_subject_or_text_adds_a_header(subject, text):
    message = sent(subject=f"x{subject}", text=text)
    assert set(message.keys()) <= HEADERS
    assert "\n" not in message["Subject"]
