"""What a school calls things is text: on no page does it become markup."""

import pytest
from sqlalchemy import select

from foundation.environment import choose, setting
from qualification_files.models import Qualification
from qualification_files.rules.terms import OF_THE_ENVIRONMENT

TAG = "<b onmouseover=x>"
CALLED = [f"{TAG}one", f"{TAG}many", "de"]
FEWEST = 30  # pages on which some word of the school stands; else this test looked at nothing


@pytest.fixture
def app(demo_app):
    return demo_app


@pytest.fixture
def signed_in(app, desk, visit):
    """Everybody of the demo school, after somebody there called everything by a tag."""
    words = {language: {str(term): CALLED for term in OF_THE_ENVIRONMENT} for language in ("en", "nl")}
    with desk.writing() as work:
        choose(work.db, "environment.terms", words)
        for row in work.db.scalars(select(Qualification)):
            row.terms = words
        accounts = setting(work.db, "demo.accounts")
    app.extensions["environment_name"].forget()
    browsers = []
    for account in accounts:
        browsers.append(visit())
        browsers[-1].post("/sign-in", {"email": account["email"], "password": account["password"]})
    return browsers


def addresses(app):
    """Every page there is, about the first of everything."""
    for rule in app.url_map.iter_rules():
        numbered = all(type(converter).__name__ == "IntegerConverter" for converter in rule._converters.values())
        if "GET" in rule.methods and numbered:
            yield rule.build(dict.fromkeys(rule.arguments, 1))[1]


@pytest.mark.long
def test_no_word_of_a_school_becomes_markup_on_any_page(app, signed_in):
    """One test for all pages: making the school takes long."""
    trusted, shown = set(), set()
    for browser in signed_in:
        for address in addresses(app):
            answer = browser.get(address)
            if answer.mimetype == "text/html":
                trusted |= {address} if TAG in answer.text.lower() else set()
                shown |= {address} if "&lt;b onmouseover" in answer.text.lower() else set()
    assert trusted == set()
    assert len(shown) > FEWEST
