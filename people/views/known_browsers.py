"""Browsers in which somebody signed in before; why that matters is told in `people.actions.sign_ins`.

The cookie stays when one signs out. It lets nobody in: it only says that this browser counts by itself, and for whom.
"""

from datetime import timedelta
from typing import Any

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from foundation.secrets import keyed_hash, new_token
from people.rules import plain_email

KEPT = timedelta(days=365)
MOST_ACCOUNTS = 20  # a tablet is shared; whoever was there longest ago is the first to be forgotten


def known_browser(email: str) -> str:
    """What this browser is counted by, if this account was let in here before."""
    browser, accounts = _known()
    return browser if _account(email) in accounts else ""


def make_known(answer: Response, email: str) -> None:
    """Let the browser show, from now on, that this account was let in here."""
    browser, accounts = _known()
    account = _account(email)
    kept = [account, *(other for other in accounts if other != account)][:MOST_ACCOUNTS]
    answer.set_cookie(
        _cookie(),
        _signer().dumps([browser or new_token(), kept]),
        max_age=KEPT,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _known() -> tuple[str, list[str]]:
    try:
        browser, accounts = _signer().loads(request.cookies.get(_cookie(), ""))
    except BadSignature:
        return "", []
    return str(browser), list(accounts)


def _account(email: str) -> str:
    return keyed_hash(_key(), "known:" + plain_email(email))[:22]


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-known"


def _signer() -> Any:
    return URLSafeSerializer(_key(), salt="known-browser")


def _key() -> str:
    key: str = current_app.secret_key  # type: ignore[assignment]  # always text here
    return key
