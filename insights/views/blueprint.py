"""The one blueprint of overviews."""

from datetime import date

from flask import request

from foundation.web.guard import GuardedBlueprint
from foundation.work import Work
from insights.rules.asking import Asked, asked

bp = GuardedBlueprint("insights", __name__, url_prefix="/insights")


def asked_now(work: Work) -> Asked:
    """What the address of this request asks for."""
    return asked(request.args, today=work.today)


def kept(wanted: Asked, today: date) -> dict[str, object]:
    """What a search keeps: the day and the part."""
    found = {"on": None if wanted.on == today else wanted.on.isoformat(), "part": wanted.part_id}
    return {name: value for name, value in found.items() if value is not None}
