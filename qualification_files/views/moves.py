"""Moving people to the next version, with what they showed for the earlier one."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.refusals import NotFound
from foundation.web.forms import sent_choices
from foundation.web.guard import Subject
from foundation.web.words import said
from foundation.work import Work
from qualification_files import pages, queries
from qualification_files.actions.moves import begin_move, start_move, undo_move
from qualification_files.models import Qualification, VersionMove
from qualification_files.pages.beside import tabs
from qualification_files.pages.links import stayed
from qualification_files.pages.moves import kept_moves, move_groups, move_progress_words, move_words, movers
from qualification_files.pages.terms import speak_of
from qualification_files.permissions import Permission
from qualification_files.queries.mapping import decisions, pair, predecessor
from qualification_files.queries.moves import (
    follower_ids,
    following_groups,
    move_results,
    move_trouble,
    started_moves,
    version_move,
    version_move_in_full,
)
from qualification_files.rules import QualificationState
from qualification_files.rules.versions import MoveResult
from qualification_files.views.blueprint import QUALIFICATION, asked, bp, page_asked
from qualification_files.views.mapping import elsewhere

LINK = Permission.LINK_PARTICIPANTS
NO_GROUP = "-"  # as it is sent: those who are in no group


def _move(work: Work, move_id: int) -> VersionMove:
    found = version_move(work, move_id)
    speak_of(queries.qualification(work, found.new_id))
    return found


MOVE = Subject(load=_move, sees=LINK)


@bp.get("/qualifications/<int:qualification_id>/move", needs=LINK, load=QUALIFICATION)
def choose_movers(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Everybody who follows the earlier version, or some groups of them."""
    return _choice_page(work, qualification)


@bp.post("/qualifications/<int:qualification_id>/move", needs=LINK, load=QUALIFICATION)
def begin_moving(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """Keep who was chosen and show what will happen."""
    old = predecessor(work, qualification)
    everybody = request.form.get("who") != "groups"
    groups = ["" if name == NO_GROUP else name for name in sent_choices("group")]
    chosen = follower_ids(work, old.id, groups=None if everybody else groups)
    if not chosen:
        return _choice_page(
            work, qualification, wrong=_("Choose at least one group in which somebody follows it.")
        ), 422
    begun = begin_move(work, qualification, chosen)
    return redirect(url_for(".show_move", move_id=begun.id), 303)


@bp.get("/qualifications/moves/<int:move_id>", needs=LINK, load=MOVE)
def show_move(work: Work, move: VersionMove) -> ResponseReturnValue:
    """The preview, then how far it is, then the summary: always at this address."""
    if move.started_at is not None and move.finished_at is None:
        return render_template(
            "qualification_files/move_progress.html",
            move=move,
            new=queries.qualification(work, move.new_id),
            words=move_progress_words(move),
            trouble=move_trouble(work, move),
        )
    return _preview_page(work, move) if move.finished_at is None else _summary_page(work, move)


@bp.post("/qualifications/moves/<int:move_id>", needs=LINK, load=MOVE)
def start_moving(work: Work, move: VersionMove) -> ResponseReturnValue:
    """Do it."""
    start_move(work, move)
    return redirect(url_for(".show_move", move_id=move.id), 303)


@bp.get("/qualifications/moves/<int:move_id>/progress", needs=LINK, load=MOVE)
def move_progress(work: Work, move: VersionMove) -> ResponseReturnValue:
    """How far it is, for the page that follows it."""
    state = "done" if move.finished_at else "failed" if move_trouble(work, move) else "running"
    return jsonify(state=state, done=move.done, total=move.people, message=said(move_progress_words(move)))


@bp.get("/qualifications/moves/<int:move_id>/people", needs=LINK, load=MOVE)
def moved_people(work: Work, move: VersionMove) -> ResponseReturnValue:
    """Everyone to whom the same happens, name by name."""
    name = asked("result")
    if name not in tuple(MoveResult):
        raise NotFound
    ids = _results(work, move).get(MoveResult(name), [])
    size = 100
    number = min(page_asked(), max(1, -(-len(ids) // size)))
    people = queries.people_named(work, ids, limit=size, offset=(number - 1) * size)
    return render_template(
        "qualification_files/move_people.html",
        move=move,
        new=queries.qualification(work, move.new_id),
        words=move_words(MoveResult(name), len(ids), done=move.finished_at is not None),
        page=queries.Page(people, len(ids), number, size),
    )


@bp.post("/qualifications/moves/<int:move_id>/undo", needs=LINK, load=MOVE)
def undo_moving(work: Work, move: VersionMove) -> ResponseReturnValue:
    """Put back what nobody has changed since."""
    move = version_move_in_full(work, move.id)
    undo_move(work, move)
    if move.outcome.get("not_back"):
        flash(_("Not everybody is put back. Below stands who, and why."), "info")
    else:
        flash(_("It is put back as it was before. What was changed since then stays."), "success")
    return redirect(url_for(".show_move", move_id=move.id), 303)


def _choice_page(work: Work, qualification: Qualification, *, wrong: str = "") -> str:
    old = predecessor(work, qualification)
    groups = following_groups(work, old.id)
    return render_template(
        "qualification_files/move_choice.html",
        qualification=qualification,
        old=old,
        groups=groups,
        total=sum(group.people for group in groups),
        no_group=NO_GROUP,
        moves=[(move, url_for(".show_move", move_id=move.id)) for move in started_moves(work, qualification.id)],
        active=qualification.state is QualificationState.ACTIVE,
        undecided=_undecided(work, qualification),
        wrong=wrong,
        identity=pages.identity,
        tabs=tabs(qualification, "versions"),
    )


def _preview_page(work: Work, move: VersionMove) -> str:
    new = queries.qualification(work, move.new_id)
    results = _results(work, move)
    moving, both = movers(results), pair(work, new)
    decided = decisions(work, new.id, both.old)
    behind = [process.id for process in both.before if process.id in decided and decided[process.id].row.new_id is None]
    pieces = elsewhere().evidence_on(work, behind) if behind else {}
    return render_template(
        "qualification_files/move_preview.html",
        move=move,
        old=both.old,
        new=new,
        groups=move_groups(work, results, done=False),
        moves=len(moving),
        behind=[process for process in both.before if pieces.get(process.id)],
        exams=elsewhere().exams_planned(work, move.old_id, moving),
        undecided=sum(1 for process in both.before if process.id not in decided),
        intake_ended=new.intake_ends is not None and new.intake_ends < work.today,
        identity=pages.identity,
    )


def _summary_page(work: Work, move: VersionMove) -> str:
    results = _results(work, move)
    return render_template(
        "qualification_files/move_summary.html",
        stayed=stayed(work, [version_move_in_full(work, move.id).outcome.get("not_back", {})]),
        move=move,
        old=queries.qualification(work, move.old_id),
        new=queries.qualification(work, move.new_id),
        groups=move_groups(work, results, done=True),
        moves=len(movers(results)),
        identity=pages.identity,
    )


def _results(work: Work, move: VersionMove) -> dict[MoveResult, list[int]]:
    move = version_move_in_full(work, move.id)
    if move.finished_at is not None:
        return kept_moves(move)
    return move_results(work, move.old_id, queries.qualification(work, move.new_id), move.person_ids)


def _undecided(work: Work, qualification: Qualification) -> int:
    both = pair(work, qualification)
    decided = decisions(work, qualification.id, both.old)
    return sum(1 for process in both.before if process.id not in decided)
