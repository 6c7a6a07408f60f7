"""The two ways a mail leaves, tried on a real folder and a real server."""

import smtplib
import stat
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from foundation.mail import FolderPost, Mail, SmtpPost, Undeliverable, compose, post_for

pytestmark = pytest.mark.pure
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def message(**fields):
    mail = Mail(**{"to": "fatima@school.example", "subject": "Your exam", "text": "Hello\n.\nGoodbye\n", **fields})
    return compose(mail, sender="proefstuk@school.example", at=NOON, token="abc")


def test_a_folder_gets_a_file_that_mail_programs_open(folder):
    FolderPost(folder / "mail").send(message())
    [file] = (folder / "mail").iterdir()
    assert file.name == "20261123T120000-abc.eml"
    assert message_from_bytes(file.read_bytes(), policy=default)["Subject"] == "Your exam"


def test_the_same_mail_twice_is_one_file(folder):
    FolderPost(folder).send(message())
    FolderPost(folder).send(message())
    assert len(list(folder.iterdir())) == 1


def test_mail_in_the_folder_is_for_us_alone(folder):
    FolderPost(folder / "mail").send(message())
    [file] = (folder / "mail").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "mail").stat().st_mode) == 0o700


def test_a_full_folder_leaves_nothing_half(folder):
    place = folder / "mail"
    place.mkdir()
    (place / "20261123T120000-abc.eml").mkdir()  # cannot be replaced by a file
    with pytest.raises(OSError):
        FolderPost(place).send(message())
    assert [found.name for found in place.iterdir()] == ["20261123T120000-abc.eml"]


def test_a_server_gets_the_mail_as_it_was_written(server, box):
    SmtpPost(server.url).send(message(subject="Exámen"))
    [mail] = box.mails
    taken = message_from_bytes(mail, policy=default)
    assert taken["Subject"] == "Exámen"
    assert taken.get_content() == "Hello\r\n.\r\nGoodbye\r\n"


def test_the_envelope_names_sender_and_receiver(server, box):
    SmtpPost(server.url).send(message())
    assert [command for command in box.commands if command[:4] in ("mail", "rcpt", "MAIL", "RCPT")] == [
        "mail FROM:<proefstuk@school.example>",
        "rcpt TO:<fatima@school.example>",
    ]


def test_a_receiver_that_does_not_exist_is_not_tried_again(server, box):
    box.answers["RCPT"] = "550 no such person"
    with pytest.raises(Undeliverable, match="550 no such person"):
        SmtpPost(server.url).send(message())


def test_a_receiver_that_is_busy_is_tried_again(server, box):
    box.answers["RCPT"] = "450 later please"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        SmtpPost(server.url).send(message())


def test_a_text_that_is_refused_is_not_tried_again(server, box):
    box.answers["."] = "554 looks like spam"
    with pytest.raises(Undeliverable, match="looks like spam"):
        SmtpPost(server.url).send(message())


def test_a_text_that_cannot_be_taken_now_is_tried_again(server, box):
    box.answers["."] = "451 disk full"
    with pytest.raises(smtplib.SMTPDataError):
        SmtpPost(server.url).send(message())


def test_a_server_that_is_away_is_an_error_to_try_again():
    with pytest.raises(OSError):
        SmtpPost("smtp://127.0.0.1:1").send(message())


def test_a_name_and_password_sign_in(server, box):
    box.extensions = ("AUTH PLAIN",)
    SmtpPost(server.url.replace("//", "//me%40school:s%2Fecret@")).send(message())
    assert any(command.startswith("AUTH PLAIN") for command in box.commands)
    assert len(box.mails) == 1


def test_a_password_is_not_sent_in_the_open(server, box):
    box.extensions = ("AUTH PLAIN",)
    url = server.url.replace("//127.0.0.1", "//me:secret@0.0.0.0")  # reaches the same server, and is not loopback
    with pytest.raises(smtplib.SMTPNotSupportedError, match="no TLS"):
        SmtpPost(url).send(message())
    assert not any(command.startswith("AUTH") for command in box.commands)


def test_an_offer_of_tls_that_fails_sends_nothing(server, box):
    box.extensions = ("STARTTLS",)
    box.answers["STARTTLS"] = "454 not now"
    with pytest.raises(smtplib.SMTPException):
        SmtpPost(server.url).send(message())
    assert box.mails == []


def test_the_setting_chooses_the_post(folder):
    assert isinstance(post_for("", folder), FolderPost)
    assert isinstance(post_for("smtp://localhost", folder), SmtpPost)
