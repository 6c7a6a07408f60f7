"""Trying a questionnaire out: the answers stand in the address, and nothing is kept."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from certification.pages.inventories.answers import answer_lines, asking, proposed_lines
from certification.permissions import Permission
from certification.queries import inventories as queries
from certification.queries.inventories import OpenInventory
from certification.rules.inventories import Answer, Design, WrongAnswer, course, proposed, read_answer
from certification.views.blueprint import bp
from certification.views.inventories.subjects import INVENTORY
from foundation.web.words import said
from foundation.work import Work


@bp.get("/inventories/<int:inventory_id>/try", needs=Permission.SEE_INVENTORY, load=INVENTORY)
def try_inventory(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """The question that comes after the answers in the address, or what they lead to."""
    design = found.design
    answers, wrong = _answers(design)
    way = course(design, answers)
    question = design.question(way.now or "")
    answered = {key: answers[key] for key in way.asked}
    wanted = [one.qualification_id for one in proposed(design, answered)] if question is None else []
    sent = request.args.getlist(question.key) if question else []
    return render_template(
        "certification/inventories/try.html",
        inventory=found.inventory,
        asking=asking(question, len(way.asked) + 1, None, sent) if question else None,
        wrong=wrong,
        lines=answer_lines(design, answered),
        kept=[(key, value) for key in way.asked for value in request.args.getlist(key)],
        asked=way.asked,
        back=_without(way.asked),
        proposed=proposed_lines(design, answered, queries.qualification_names(work, wanted)),
    )


def _answers(design: Design) -> tuple[dict[str, Answer], str]:
    """What stands in the address, as far as it is an answer; and what is wrong with the rest."""
    answers: dict[str, Answer] = {}
    wrong = ""
    for key in request.args.getlist("asked"):
        question = design.question(key)
        if question is None:
            continue
        try:
            answers[key] = read_answer(question, request.args.getlist(key))
        except WrongAnswer as refusal:
            wrong = said(refusal.message)
    return answers, wrong


def _without(asked: tuple[str, ...]) -> dict[str, object] | None:
    """The address of the question before; None at the first."""
    if not asked:
        return None
    kept = asked[:-1]
    return {"asked": list(kept), **{key: request.args.getlist(key) for key in kept}}
