"""What commands about exams share: opening a unit of work for the system."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from flask_babel import force_locale

from foundation.access import SYSTEM
from foundation.web.wording import speaking
from foundation.work import Work, WorkFactory

OpenApp = Callable[[], Flask]


@contextmanager
def reading(app: Flask) -> Iterator[Work]:
    """A unit of work that cannot write; words are English, and those of this product."""
    works: WorkFactory = app.extensions["works"]
    with app.app_context(), force_locale("en"), speaking(None), works.reading(SYSTEM) as work:
        yield work


@contextmanager
def writing(app: Flask) -> Iterator[Work]:
    """The same, kept when it ends well."""
    works: WorkFactory = app.extensions["works"]
    with app.app_context(), force_locale("en"), speaking(None), works.writing(SYSTEM) as work:
        yield work
