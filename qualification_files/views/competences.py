"""The list of competences: 25 standard ones and the environment's own."""

from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.refusals import Refusal
from foundation.web.returning import flash_with_undo
from foundation.web.words import page_language, said
from foundation.work import Work
from qualification_files import actions, pages, queries
from qualification_files.forms import CompetenceForm, named
from qualification_files.models import Competence
from qualification_files.pages import Filter
from qualification_files.permissions import Permission
from qualification_files.queries import WantedCompetences
from qualification_files.rules import fingerprint
from qualification_files.views.blueprint import COMPETENCE, asked, bp

MANAGE = Permission.MANAGE_COMPETENCES


@bp.get("/competences", needs=MANAGE)
def competences(work: Work) -> ResponseReturnValue:
    """All of them, with how often they are used."""
    wanted = WantedCompetences(words=asked("q"), kind=asked("kind"), sort=asked("sort") or "letter")
    kinds = [("standard", _("Standard")), ("own", _("Your own")), ("retired", _("Retired"))]
    return render_template(
        "qualification_files/competences.html",
        rows=queries.competences(work, wanted),
        wanted=wanted,
        filters=[Filter("kind", _("Which"), kinds, wanted.kind if wanted.kind in dict(kinds) else "")],
        language=page_language(),
        named=named,
    )


@bp.get("/competences/add", needs=MANAGE)
def new_competence(work: Work) -> ResponseReturnValue:
    """An empty form."""
    return render_template("qualification_files/competence.html", form=CompetenceForm(), competence=None)


@bp.post("/competences/add", needs=MANAGE)
def add_competence(work: Work) -> ResponseReturnValue:
    """One of the environment's own."""
    form = CompetenceForm()
    if not form.validate():
        return render_template("qualification_files/competence.html", form=form, competence=None), 422
    letter, dutch, english = form.letter.data or "", form.name_nl.data or "", form.name_en.data or ""
    try:
        actions.add_competence(work, letter=letter, name_nl=dutch, name_en=english)
    except actions.LetterTaken as refusal:
        form.letter.errors = [said(refusal.message)]
        return render_template("qualification_files/competence.html", form=form, competence=None), 422
    flash(_("Competence %(letter)s is added.", letter=letter), "success")
    return redirect(url_for(".competences"), 303)


@bp.get("/competences/<int:competence_id>", needs=MANAGE, load=COMPETENCE)
def competence(work: Work, competence: Competence) -> ResponseReturnValue:
    """The names of one's own competence; a standard one cannot be changed."""
    if competence.standard:
        raise Refusal(actions.STANDARD_STAYS)
    form = CompetenceForm(obj=competence, seen=_seen(competence))
    return render_template("qualification_files/competence.html", form=form, competence=competence)


@bp.post("/competences/<int:competence_id>", needs=MANAGE, load=COMPETENCE)
def rename_competence(work: Work, competence: Competence) -> ResponseReturnValue:
    """Other names."""
    form = CompetenceForm()
    form.letter.data = competence.letter
    form.letter.raw_data = [competence.letter]
    if not form.validate():
        return render_template("qualification_files/competence.html", form=form, competence=competence), 422
    if form.is_outdated(_seen(competence)):
        return render_template("qualification_files/competence.html", form=form, competence=competence), 409
    dutch, english = form.name_nl.data or "", form.name_en.data or ""
    actions.rename_competence(work, competence, name_nl=dutch, name_en=english)
    flash(_("Saved."), "success")
    return redirect(url_for(".competences"), 303)


@bp.get("/competences/<int:competence_id>/uses", needs=MANAGE, load=COMPETENCE)
def competence_uses(work: Work, competence: Competence) -> ResponseReturnValue:
    """Every work process that calls on it, by qualification."""
    found = queries.uses_of(work, competence)
    return render_template(
        "qualification_files/competence_uses.html",
        competence=competence,
        name=named(competence, page_language()),
        uses=len(found),
        groups=[(row, list(rows)) for row, rows in groupby(found, key=lambda use: use.qualification)],
        state_sign=pages.state_sign,
        identity=pages.identity,
    )


@bp.post("/competences/<int:competence_id>/remove", needs=MANAGE, load=COMPETENCE)
def remove_competence(work: Work, competence: Competence) -> ResponseReturnValue:
    """One's own that was never used goes; the next page offers to put it back."""
    facts = {name: getattr(competence, name) for name in ("letter", "name_nl", "name_en")}
    actions.remove_competence(work, competence)
    words = _("Competence %(letter)s is removed.", letter=facts["letter"])
    flash_with_undo(words, label=_("Undo"), url=url_for(".add_competence"), **facts)
    return redirect(url_for(".competences"), 303)


@bp.post("/competences/<int:competence_id>/retire", needs=MANAGE, load=COMPETENCE)
def retire_competence(work: Work, competence: Competence) -> ResponseReturnValue:
    """No longer offered."""
    actions.retire_competence(work, competence)
    flash(
        _("Competence %(letter)s is no longer offered. Where it is used it stays.", letter=competence.letter), "success"
    )
    return redirect(url_for(".competences"), 303)


@bp.post("/competences/<int:competence_id>/restore", needs=MANAGE, load=COMPETENCE)
def restore_competence(work: Work, competence: Competence) -> ResponseReturnValue:
    """Offered again."""
    actions.restore_competence(work, competence)
    flash(_("Competence %(letter)s is offered again.", letter=competence.letter), "success")
    return redirect(url_for(".competences"), 303)


def _seen(competence: Competence) -> str:
    return fingerprint([competence.letter, competence.name_nl, competence.name_en])
