"""The forms of a question, of where it goes on, and of a proposal."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice  # type: ignore[attr-defined]  # the stubs do not know it yet

from certification.actions.inventories import building as actions
from certification.actions.inventories.building import ChangedMeanwhile
from certification.forms.inventories import JumpForm, ProposalForm, QuestionForm, ways_on
from certification.pages.inventories.building import criterion_groups, still_offered
from certification.permissions import Permission
from certification.queries import inventories as queries
from certification.queries.inventories import OpenInventory, OpenJump, OpenProposal, OpenQuestion
from certification.rules.inventories import Question
from certification.views.blueprint import bp
from certification.views.inventories.subjects import INVENTORY, JUMP, PROPOSAL, QUESTION, version_sent
from foundation.web.words import said
from foundation.work import Work

AnyForm = QuestionForm | JumpForm | ProposalForm


@bp.get("/inventories/<int:inventory_id>/questions/new", needs=Permission.DEFINE, load=INVENTORY)
def new_question(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """The form for another question."""
    form = QuestionForm(formdata=None, data={"version": found.inventory.version}).offer(found.design, None)
    return _question_page(found, form, None)


@bp.post("/inventories/<int:inventory_id>/questions/new", needs=Permission.DEFINE, load=INVENTORY)
def add_question(work: Work, found: OpenInventory) -> ResponseReturnValue:
    """Add it at the end."""
    form = QuestionForm().offer(found.design, None)
    if not form.validate():
        return _question_page(found, form, None), 422
    try:
        key = actions.add_question(work, found.inventory, form.question(None), version=form.version.data or 0)
    except ChangedMeanwhile as refusal:
        _stale(work, found, form, refusal)
        return _question_page(found, form, None), refusal.status
    flash(_("The question was added."), "success")
    return _to(found, f"question-{key}")


@bp.get("/inventories/<int:inventory_id>/questions/<key>", needs=Permission.DEFINE, load=QUESTION)
def question(work: Work, found: OpenQuestion) -> ResponseReturnValue:
    """The form of a question."""
    data = {**vars(found.question), "kind": found.question.kind.value, "version": found.inventory.version}
    data.pop("choices")
    form = QuestionForm(formdata=None, data=data).offer(found.design, found.question)
    return _question_page(found, form, found.question)


@bp.post("/inventories/<int:inventory_id>/questions/<key>", needs=Permission.DEFINE, load=QUESTION)
def change_question(work: Work, found: OpenQuestion) -> ResponseReturnValue:
    """Ask it otherwise."""
    form = QuestionForm().offer(found.design, found.question)
    if not form.validate():
        return _question_page(found, form, found.question), 422
    changed = form.question(found.question)
    try:
        actions.change_question(work, found.inventory, changed, version=form.version.data or 0)
    except ChangedMeanwhile as refusal:
        _stale(work, found, form, refusal)
        return _question_page(found, form, found.question), refusal.status
    flash(_("The question was saved."), "success")
    return _to(found, f"question-{found.question.key}")


@bp.get("/inventories/<int:inventory_id>/questions/<key>/lines/<jump_key>", needs=Permission.DEFINE, load=JUMP)
def jump(work: Work, found: OpenJump) -> ResponseReturnValue:
    """The form of a line that says where a question goes on."""
    form = JumpForm(formdata=None, data={"version": found.inventory.version, "to": found.jump.to})
    form.with_condition(found.jump.condition)
    return _jump_page(found, form)


@bp.post("/inventories/<int:inventory_id>/questions/<key>/lines/<jump_key>", needs=Permission.DEFINE, load=JUMP)
def save_jump(work: Work, found: OpenJump) -> ResponseReturnValue:
    """Go on there when this holds."""
    form = JumpForm()
    form.with_condition(found.jump.condition)
    form.to.choices = ways_on(found.design, found.question)
    wanted = form.jump(found.jump) if form.validate() else None
    if wanted is None:
        return _jump_page(found, form), 422
    try:
        actions.save_jump(work, found.inventory, found.question, wanted, version=form.version.data or 0)
    except ChangedMeanwhile as refusal:
        _stale(work, found, form, refusal)
        return _jump_page(found, form), refusal.status
    flash(_("Where the question goes on was saved."), "success")
    return _to(found, f"question-{found.question.key}")


@bp.post("/inventories/<int:inventory_id>/questions/<key>/lines/<jump_key>/remove", needs=Permission.DEFINE, load=JUMP)
def remove_jump(work: Work, found: OpenJump) -> ResponseReturnValue:
    """Take the line away."""
    actions.remove_jump(work, found.inventory, found.question, found.jump.key, version=version_sent())
    flash(_("The line was removed."), "success")
    return _to(found, f"question-{found.question.key}")


@bp.get("/inventories/<int:inventory_id>/proposals/<key>", needs=Permission.DEFINE, load=PROPOSAL)
def proposal(work: Work, found: OpenProposal) -> ResponseReturnValue:
    """The form of a proposal."""
    one = found.proposal
    facts = {"qualification": one.qualification_id, "required": "yes" if one.required else "no"}
    form = ProposalForm(formdata=None, data={"version": found.inventory.version, **facts})
    form.with_condition(one.condition)
    return _proposal_page(work, found, form)


@bp.post("/inventories/<int:inventory_id>/proposals/<key>", needs=Permission.DEFINE, load=PROPOSAL)
def save_proposal(work: Work, found: OpenProposal) -> ResponseReturnValue:
    """Propose it when this holds."""
    form = ProposalForm()
    form.with_condition(found.proposal.condition)
    form.qualification.choices = _offered(work, found)
    wanted = form.proposal(found.proposal) if form.validate() else None
    if wanted is None:
        return _proposal_page(work, found, form), 422
    try:
        actions.save_proposal(work, found.inventory, wanted, version=form.version.data or 0)
    except ChangedMeanwhile as refusal:
        _stale(work, found, form, refusal)
        return _proposal_page(work, found, form), refusal.status
    flash(_("The proposal was saved."), "success")
    return _to(found, "proposals")


def _question_page(found: OpenInventory, form: QuestionForm, before: Question | None) -> str:
    return render_template(
        "certification/inventories/question.html", form=form, inventory=found.inventory, question=before
    )


def _jump_page(found: OpenJump, form: JumpForm) -> str:
    form.to.choices = ways_on(found.design, found.question)
    groups = criterion_groups(found.design, until=found.question)
    return render_template(
        "certification/inventories/jump.html",
        form=form,
        inventory=found.inventory,
        question=found.question,
        number=found.design.number_of(found.question.key),
        groups=still_offered(groups, [one.chosen for one in form.criteria]),
    )


def _proposal_page(work: Work, found: OpenProposal, form: ProposalForm) -> str:
    form.qualification.choices = _offered(work, found)
    groups = criterion_groups(found.design)
    return render_template(
        "certification/inventories/proposal.html",
        form=form,
        inventory=found.inventory,
        proposal=found.proposal,
        groups=still_offered(groups, [one.chosen for one in form.criteria]),
    )


def _offered(work: Work, found: OpenProposal) -> list[SelectChoice]:
    offered = queries.linkable(work)
    if found.proposal.qualification_id not in {one.id for one in offered}:
        offered += queries.qualification_names(work, [found.proposal.qualification_id]).values()
    return [SelectChoice(one.id, ", ".join(filter(None, (one.name, one.code, one.cohort)))) for one in offered]


def _stale(work: Work, found: OpenInventory, form: AnyForm, refusal: ChangedMeanwhile) -> None:
    """The form again with all that was typed; having seen that, saving again is meant."""
    work.discard()
    form.form_errors = [said(refusal.message)]
    form.version.stand_at(found.inventory.version)


def _to(found: OpenInventory, anchor: str) -> ResponseReturnValue:
    return redirect(url_for(".inventory", inventory_id=found.inventory.id, _anchor=anchor), 303)
