"""How much of a request is taken in, and from whom; and what is refused before anything is asked."""

import io

import pytest

from people.rules import Role


class NeverRead(io.RawIOBase):
    """A body of so many bytes that must not be taken in."""

    def __init__(self, length):
        self._length, self._place = length, 0

    def readable(self):
        return True

    def seek(self, place, whence=io.SEEK_SET):
        self._place = place if whence == io.SEEK_SET else self._length + place
        return self._place

    def tell(self):
        return self._place

    def readinto(self, _buffer):
        raise AssertionError("the body was read")


def send(browser, url, content_type, length):
    return browser.post(url, input_stream=NeverRead(length), content_type=content_type)


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_stranger_cannot_fill_the_memory(visit, content_type):
    assert send(visit(), "/sign-in", content_type, 600_000_000).status_code == 413


def test_who_may_send_files_still_sends_no_endless_form(visit, make):
    browser = visit(make.person(Role.CANDIDATE))
    form = "application/x-www-form-urlencoded"
    assert send(browser, "/portfolio/entries/new", form, 600_000_000).status_code == 413


def test_files_are_not_even_read_from_who_may_not_send_them(visit, make):
    browser = visit(make.person(Role.MANAGER))
    multipart = "multipart/form-data; boundary=x"
    assert send(browser, "/portfolio/entries/new", multipart, 300_000_000).status_code == 403


def test_a_form_of_ordinary_size_is_read(visit):
    assert visit().post("/sign-in", {"email": "a" * 300, "password": "x"}).status_code == 422


def test_a_nul_in_the_address_is_refused_before_the_database_is_asked(visit, make):
    browser = visit(make.person(Role.COORDINATOR))
    assert {browser.get(f"{page}?q=%00").status_code for page in ("/portfolios", "/people", "/exams/forms")} == {400}
