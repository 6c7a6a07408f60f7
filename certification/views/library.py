"""Doors of the library: the list, one activity, a new one, changing it, its life from draft to retired."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certification.actions import library as actions
from certification.actions import themes as theming
from certification.forms.library import CONTENTS, ActivityForm, PublishForm, ThemeForm
from certification.forms.periods import whole
from certification.models import Theme
from certification.pages import library as pages
from certification.pages.words import KIND_ICONS, KINDS, STATES
from certification.permissions import Permission
from certification.queries import library as queries
from certification.queries.library import Library, OpenActivity, WantedActivities
from certification.rules.activities import ActivityState
from certification.rules.states import ActivityKind
from certification.views.blueprint import bp
from exams.actions.seen import ChangedMeanwhile
from foundation.refusals import NotFound, Refusal
from foundation.web.guard import Subject
from foundation.web.uploads import upload_limits
from foundation.web.words import said
from foundation.work import Work

LIBRARY = Subject(load=queries.library, sees=Permission.SEE_LIBRARY)
NEW = Subject(load=queries.library_for, sees=Permission.SEE_LIBRARY)
ACTIVITY = Subject(load=queries.activity, sees=Permission.SEE_ACTIVITY)
THEME = Subject(load=queries.open_theme, sees=Permission.SEE_LIBRARY)
LONGEST_SEARCH = 200


@bp.get("/activities", needs=Permission.SEE_LIBRARY, load=LIBRARY)
def activities(work: Work, library: Library) -> ResponseReturnValue:
    """The whole library: what can be asked of people."""
    wanted, page = _wanted(), max(whole(request.args.get("page")) or 1, 1)
    counts = queries.activity_counts(work, wanted)
    total = counts[wanted.state] if wanted.state else sum(counts.values())
    rows = queries.activities(work, wanted, offset=(page - 1) * queries.PAGE)
    return render_template(
        "certification/library/activities.html",
        rows=[(row, pages.state_of_row(work, row.activity)) for row in rows],
        counts=counts,
        total=total,
        wanted=wanted,
        filters=pages.filters(wanted, queries.themes(work)),
        states=STATES,
        kinds=KINDS,
        icons=KIND_ICONS,
        page=page,
        pages=-(-total // queries.PAGE),
        defines=work.allows(Permission.DEFINE, library),
    )


@bp.get("/activities/new", needs=Permission.DEFINE, load=LIBRARY)
def choose_kind(_work: Work, _library: Library) -> ResponseReturnValue:
    """Which kind of activity it becomes."""
    return render_template("certification/library/choose_kind.html", kinds=KINDS, icons=KIND_ICONS)


@bp.get("/activities/new/<kind>", needs=Permission.DEFINE, load=NEW)
def new_activity(work: Work, _library: Library) -> ResponseReturnValue:
    """The page of a new one."""
    kind = _kind()
    return _show_form(work, _offered(work, ActivityForm(formdata=None), kind))


@bp.post("/activities/new/<kind>", needs=Permission.DEFINE, load=NEW)
def make_activity(work: Work, _library: Library) -> ResponseReturnValue:
    """A draft, and on to what is in it."""
    form = _offered(work, ActivityForm(), _kind())
    if not form.validate():
        return _show_form(work, form), 422
    try:
        made = actions.make_activity(work, form.kind, form.facts, form_key=form.form_key.data or None)
    except Refusal as refusal:
        return _show_form(work, form, refusal=refusal), refusal.status
    flash(_("“%(title)s” is made. People see it when you publish it.", title=made.title), "success")
    return redirect(url_for(".activity", activity_id=made.id), 303)


@bp.get("/activities/<int:activity_id>", needs=Permission.SEE_ACTIVITY, load=ACTIVITY)
def activity(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """As people see it, with beside it who asks for it and its life."""
    return show_activity(work, found)


@bp.get("/activities/<int:activity_id>/change", needs=Permission.DEFINE, load=ACTIVITY)
def activity_facts(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """What is said of it."""
    form = _offered(work, ActivityForm.of(found.activity), found.activity.kind, found)
    return _show_form(work, form, found)


@bp.post("/activities/<int:activity_id>/change", needs=Permission.DEFINE, load=ACTIVITY)
def change_activity(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """Other facts from now on."""
    form = _offered(work, ActivityForm(), found.activity.kind, found)
    if not form.validate():
        return _show_form(work, form, found), 422
    try:
        actions.change_activity(work, found.activity, form.facts, version=form.opened)
    except ChangedMeanwhile as refusal:
        form.version.data = str(found.activity.version)
        return _show_form(work, form, found, refusal), refusal.status
    except NotFound:
        raise
    except Refusal as refusal:
        return _show_form(work, form, found, refusal), refusal.status
    flash(_("“%(title)s” is saved.", title=found.activity.title), "success")
    return _back(found)


@bp.post("/activities/<int:activity_id>/publish", needs=Permission.DEFINE, load=ACTIVITY)
def publish_activity(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """From a day on people see it."""
    form = PublishForm()
    if not form.validate() or form.on.data is None:
        return show_activity(work, found, publishing=form), 422
    actions.publish(work, found.activity, form.on.data)
    flash(_("“%(title)s” is published.", title=found.activity.title), "success")
    return _back(found)


@bp.post("/activities/<int:activity_id>/draft", needs=Permission.DEFINE, load=ACTIVITY)
def draft_activity(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """A draft again."""
    actions.take_back_publication(work, found.activity)
    flash(_("“%(title)s” is a draft again.", title=found.activity.title), "success")
    return _back(found)


@bp.post("/activities/<int:activity_id>/retire", needs=Permission.DEFINE, load=ACTIVITY)
def retire_activity(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """Nobody newly begins it."""
    actions.retire(work, found.activity)
    flash(_("“%(title)s” is retired. Who was busy with it may finish.", title=found.activity.title), "success")
    return _back(found)


@bp.post("/activities/<int:activity_id>/bring-back", needs=Permission.DEFINE, load=ACTIVITY)
def bring_back_activity(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """It can be begun again."""
    actions.bring_back(work, found.activity)
    flash(_("“%(title)s” is back.", title=found.activity.title), "success")
    return _back(found)


@bp.post("/activities/<int:activity_id>/remove", needs=Permission.DEFINE, load=ACTIVITY)
def remove_activity(work: Work, found: OpenActivity) -> ResponseReturnValue:
    """One that was never used goes."""
    title = found.activity.title
    actions.remove_activity(work, found.activity)
    flash(_("“%(title)s” is removed.", title=title), "success")
    return redirect(url_for(".activities"), 303)


@bp.get("/activities/themes", needs=Permission.DEFINE, load=LIBRARY)
def themes(work: Work, _library: Library) -> ResponseReturnValue:
    """Subjects by which activities are found."""
    return _show_themes(work, ThemeForm(formdata=None))


@bp.post("/activities/themes", needs=Permission.DEFINE, load=LIBRARY)
def add_theme(work: Work, _library: Library) -> ResponseReturnValue:
    """One more."""
    form = ThemeForm()
    if not form.validate():
        return _show_themes(work, form), 422
    added = theming.add_theme(work, form.name.data or "")
    flash(_("“%(name)s” is added.", name=added.name), "success")
    return redirect(url_for(".themes"), 303)


@bp.post("/activities/themes/<int:theme_id>", needs=Permission.DEFINE, load=THEME)
def rename_theme(work: Work, found: queries.OpenTheme) -> ResponseReturnValue:
    """Another name for it."""
    form = ThemeForm()
    if not form.validate():
        return _show_themes(work, form), 422
    theming.rename_theme(work, found.theme, form.name.data or "")
    flash(_("“%(name)s” is saved.", name=found.theme.name), "success")
    return redirect(url_for(".themes"), 303)


@bp.post("/activities/themes/<int:theme_id>/remove", needs=Permission.DEFINE, load=THEME)
def remove_theme(work: Work, found: queries.OpenTheme) -> ResponseReturnValue:
    """One less; the activities stay."""
    name = found.theme.name
    theming.remove_theme(work, found.theme)
    flash(_("“%(name)s” is removed. The activities stay.", name=name), "success")
    return redirect(url_for(".themes"), 303)


def show_activity(work: Work, found: OpenActivity, *, publishing: PublishForm | None = None, **values: Any) -> str:
    """The page of one activity."""
    return render_template(
        "certification/library/activity.html",
        page=pages.activity_page(work, found.activity),
        activity=found.activity,
        files=[file for file in found.activity.files if file.removed_at is None],
        publishing=publishing or PublishForm(formdata=None, on=found.activity.published_on or work.today),
        kinds=KINDS,
        icons=KIND_ICONS,
        contents=CONTENTS,
        states=STATES,
        defines=work.allows(Permission.DEFINE, found),
        limits=upload_limits(),
        now=work.now,
        **{"wrong": [], **values},
    )


def _wanted() -> WantedActivities:
    asked = request.args
    return WantedActivities(
        words=asked.get("q", "").strip()[:LONGEST_SEARCH],
        kind=ActivityKind(asked["kind"]) if asked.get("kind") in tuple(ActivityKind) else None,
        theme_id=whole(asked.get("theme")),
        state=ActivityState(asked["state"]) if asked.get("state") in tuple(ActivityState) else None,
        sort=asked.get("sort", ""),
    )


def _kind() -> ActivityKind:
    return ActivityKind((request.view_args or {})["kind"])


def _offered(work: Work, form: ActivityForm, kind: ActivityKind, found: OpenActivity | None = None) -> ActivityForm:
    chosen = found.activity.exam_form_id if found else None
    exams = queries.exams_in_use(work, chosen=chosen) if kind is ActivityKind.EXAM else []
    return form.offer(kind, queries.themes(work), exams)


def _show_form(
    _work: Work, form: ActivityForm, found: OpenActivity | None = None, refusal: Refusal | None = None
) -> str:
    if refusal:
        form.form_errors.extend(said(words) for words in (refusal.message, *refusal.details))
    return render_template(
        "certification/library/activity_form.html",
        form=form,
        kind=form.kind,
        kinds=KINDS,
        activity=found.activity if found else None,
    )


def _show_themes(work: Work, form: ThemeForm) -> str:
    rows: list[tuple[Theme, int]] = queries.themes_with_counts(work)
    return render_template("certification/library/themes.html", rows=rows, form=form)


def _back(found: OpenActivity) -> ResponseReturnValue:
    return redirect(url_for(".activity", activity_id=found.activity.id), 303)
