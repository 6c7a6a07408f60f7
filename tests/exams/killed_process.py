"""Does one deed and stops for ever at a moment of it: python killed_process.py DATABASE FOLDER DEED FACTS.

The moment is "commit" (all is kept, nobody was answered), or a piece of a statement and how many went before: "x:1".
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.factory import create_app
from app.settings import Settings
from exams import queries
from exams.actions.planning import GroupWish, plan_group
from exams.actions.ratifying import ratify_all
from exams.queries.sessions import examiners, people
from exams.rules.decisions import DecisionFacts
from foundation.access import Actor


def ratify(app: Flask, facts: dict[str, Any]) -> None:
    actor = Actor(id=facts["member"], roles=frozenset({"board_member"}))
    with app.app_context(), app.extensions["works"].writing(actor) as work:
        decision = DecisionFacts(
            number="2026-001", decided_on=work.today, present=(facts["member"],), grounds="", form_key=facts["key"]
        )
        sittings = [queries.sitting(work, number) for number in facts["sittings"]]
        stop_at(facts["moment"])
        ratify_all(work, sittings, decision)


def plan(app: Flask, facts: dict[str, Any]) -> None:
    actor = Actor(id=facts["coordinator"], roles=frozenset({"coordinator"}))
    with app.app_context(), app.extensions["works"].writing(actor) as work:
        wish = GroupWish(
            people=people(work, facts["people"]),
            examiners=[one for one in examiners(work) if one.id == facts["examiner"]],
            session_ids=frozenset({facts["session"]}),
            at_once=3,
        )
        stop_at(facts["moment"])
        plan_group(work, queries.form(work, facts["form"]), wish, seen=facts["seen"])


def job(app: Flask, facts: dict[str, Any]) -> None:
    stop_at(facts["moment"])
    while app.extensions["runner"].run_one("killed"):  # whatever is due before it
        pass


def stop_at(moment: str) -> None:
    """From now on this process ends in the middle of that."""
    if moment == "commit":
        event.listen(Session, "after_commit", lambda _session: stop())
        return
    piece, _colon, before = moment.partition(":")
    left = [int(before or 0)]

    def after(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if piece not in statement:
            return
        if not left[0]:
            stop()
        left[0] -= 1

    event.listen(Engine, "after_cursor_execute", after)


def stop() -> None:
    print("in the middle", flush=True)
    time.sleep(60)


DEEDS = {"ratify": ratify, "plan": plan, "job": job}


def main(database: str, folder: str, deed: str, facts: str) -> None:
    app = create_app(Settings(data=Path(folder), database=database, language="en", secret="s" * 32, job_lease=2))
    DEEDS[deed](app, json.loads(facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
