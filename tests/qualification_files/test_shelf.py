"""What many ask for is built once, few at a time, and kept within bounds."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from foundation.refusals import Busy
from qualification_files.views.shelf import Built, Shelf
from tests.conftest import NOON


@pytest.fixture
def slow():
    """An answer that is not ready before somebody says so, and how often it was built."""

    class Slow:
        begun, go, times = Event(), Event(), 0

        def __call__(self):
            self.times += 1
            self.begun.set()
            assert self.go.wait(10)
            return Built(b"slow", NOON)

    return Slow()


@pytest.fixture
def asked():
    """`asked(shelf.take, ...)`: somebody else asks at the same time."""
    with ThreadPoolExecutor(8) as people:
        yield people.submit


def answer(body=b"quick"):
    return lambda: Built(body, NOON)


def never():
    raise AssertionError("built once more")


def test_all_who_ask_at_the_same_time_get_what_one_of_them_builds(slow, asked):
    shelf = Shelf(room=4)
    first = asked(shelf.take, "a", slow)
    assert slow.begun.wait(10)
    others = [asked(shelf.take, "a", never) for _ in range(3)]
    slow.go.set()
    assert [one.result(10).body for one in (first, *others)] == [b"slow"] * 4
    assert slow.times == 1


def test_whoever_waits_too_long_is_told_to_come_back(slow, asked):
    shelf = Shelf(room=4, patience=0.05)
    first = asked(shelf.take, "a", slow)
    assert slow.begun.wait(10)
    with pytest.raises(Busy):
        shelf.take("a", never)
    slow.go.set()
    assert first.result(10) == shelf.take("a", never)


def test_no_more_wait_than_there_are_places(slow, asked):
    shelf = Shelf(room=4, builders=1, waiting=0, patience=10)
    first = asked(shelf.take, "a", slow)
    assert slow.begun.wait(10)
    with pytest.raises(Busy):
        shelf.take("b", answer())
    slow.go.set()
    first.result(10)
    assert shelf.take("b", answer()).body == b"quick"


def test_something_small_does_not_wait_for_something_large(slow, asked):
    shelf = Shelf(room=4)
    first = asked(shelf.take, "a", slow)
    assert slow.begun.wait(10)
    assert shelf.take("b", answer()).body == b"quick"
    slow.go.set()
    first.result(10)


def test_what_could_not_be_built_is_tried_again():
    shelf = Shelf(room=4)
    with pytest.raises(AssertionError):
        shelf.take("a", never)
    assert shelf.take("a", answer()).body == b"quick"


def test_what_was_not_asked_for_longest_makes_room():
    shelf = Shelf(room=2)
    for tag in ("a", "b", "a", "c"):
        shelf.take(tag, answer())
    assert shelf.take("a", never)
    with pytest.raises(AssertionError):
        shelf.take("b", never)


def test_large_answers_make_room_sooner():
    shelf = Shelf(room=9, weight=10)
    shelf.take("a", answer(b"123456"))
    shelf.take("b", answer(b"123456"))
    assert shelf.take("b", never)
    with pytest.raises(AssertionError):
        shelf.take("a", never)
