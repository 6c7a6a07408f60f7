"""Who looked into one's portfolio."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from foundation.messages import Message, say
from foundation.work import Work
from portfolio.models import Portfolio
from portfolio.permissions import Permission
from portfolio.queries.looks import Look, Who, looks
from portfolio.views.blueprint import OWN, bp

WORDS: dict[Look, Message] = {
    Look.PORTFOLIO: say("Looked at your portfolio"),
    Look.ENTRY: say("Looked at an entry"),
    Look.FILE: say("Opened a file"),
    Look.EXPORT: say("Took your portfolio as a file"),
    Look.CAME_IN: say("Came in with a code"),
    Look.GUEST_LOOKED: say("Looked at an entry"),
    Look.GUEST_FILE: say("Opened a file"),
    Look.COMMENTED: say("Wrote a comment"),
    Look.SIGNED: say("Signed as a witness"),
}


@bp.get("/portfolio/looks", needs=Permission.KEEP_PORTFOLIO, load=OWN)
def looked(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Everybody else who looked, came in, took something or signed; newest first."""
    who = _who(request.args.get("who", ""))
    page = looks(work, portfolio.owner_id, who=who, number=request.args.get("page", 1, type=int))
    return render_template("portfolio/guests/looks.html", page=page, who=who, words=WORDS, whole=WORDS[Look.PORTFOLIO])


def _who(asked: str) -> Who:
    return Who(asked) if asked in set(Who) else Who.ALL
