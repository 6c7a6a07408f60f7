"""What differs between a file and what is here, or between two versions that are here (Q13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.messages import Message, say
from foundation.refusals import NotFound, Refusal
from foundation.web.words import said
from foundation.work import Work
from qualification_files import actions, pages, queries
from qualification_files.formats import QualificationFile
from qualification_files.formats.differences import differences
from qualification_files.forms import VersionForm
from qualification_files.models import Qualification
from qualification_files.pages.comparing import shown
from qualification_files.permissions import Permission
from qualification_files.queries import Found, Place, ReadFile
from qualification_files.rules import why_structure_stays
from qualification_files.rules.versions import next_cohort
from qualification_files.views.blueprint import IMPORT_PLACE, QUALIFICATION, bp, number_asked, whole_number
from qualification_files.views.imports import read_again, read_kept

NEEDS = Permission.IMPORT_QUALIFICATIONS
AGAIN = "/qualifications/imports/<int:import_id>/differences/<key>"


@dataclass(frozen=True)
class Again:
    """A qualification of an upload that is here already."""

    content: QualificationFile
    file: ReadFile
    here: Qualification
    fixed: Message | None  # why the one that is here cannot take the changes over

    @property
    def same(self) -> bool:
        """Whether it is this code, cohort and edition that is here."""
        asked = (self.content.code, self.content.cohort, self.content.dossier.version)
        return asked == (self.here.code, self.here.cohort, self.here.edition)

    @property
    def came_from(self) -> dict[str, object]:
        """What is kept of the file."""
        return {"file_name": self.file.name, "sha256": self.file.sha256}


@bp.get(AGAIN, needs=NEEDS, load=IMPORT_PLACE)
def import_differences(work: Work, place: Place) -> ResponseReturnValue:
    """What the file says otherwise than the qualification that is here, and what can be done with that."""
    again = _again(work, place, read_kept(work, place.upload))
    return _import_page(work, place, again, _proposed(work, again))


@bp.post(
    "/qualifications/imports/<int:import_id>/differences/<key>/take-over",
    needs=NEEDS,
    load=IMPORT_PLACE,
    before=read_again,
)
def take_over(work: Work, place: Place, *, files: Sequence[ReadFile]) -> ResponseReturnValue:
    """The draft says what the file says now."""
    again = _again(work, place, files)
    if not again.same:
        raise Refusal(say("This is another edition than the one that is here. Make a new version from this file."))
    seen = whole_number(request.form.get("seen", "")) or 0
    found = actions.take_over(work, again.here, again.content, came_from=again.came_from, seen=seen)
    if found:
        flash(_("“%(name)s” says what the file says now.", name=again.here.name), "success")
    return redirect(url_for(".structure", qualification_id=again.here.id), 303)


@bp.post(
    "/qualifications/imports/<int:import_id>/differences/<key>/new-version",
    needs=NEEDS,
    load=IMPORT_PLACE,
    before=read_again,
)
def version_from(work: Work, place: Place, *, files: Sequence[ReadFile]) -> ResponseReturnValue:
    """The file becomes the next version of what is in use."""
    again, form = _again(work, place, files), VersionForm()
    if not form.validate():
        return _import_page(work, place, again, form), 422
    try:
        made = actions.version_from(
            work,
            again.here,
            again.content,
            cohort=form.cohort.data or "",
            edition=form.edition.data or "",
            came_from=again.came_from,
        )
    except actions.AlreadyThere as refusal:
        form.edition.errors = [said(refusal.message)]
        return _import_page(work, place, again, form), 422
    flash(_("The new version is made as a draft. Look where its work processes come from."), "success")
    return redirect(url_for(".versions", qualification_id=made.id), 303)


@bp.get("/qualifications/<int:qualification_id>/differences", needs=Permission.EDIT_QUALIFICATION, load=QUALIFICATION)
def version_differences(work: Work, qualification: Qualification) -> ResponseReturnValue:
    """What this one says otherwise than another one that is here; without a choice, than its earlier version."""
    other = number_asked("with") or qualification.predecessor_id
    if other is None:
        raise NotFound
    earlier, contents = queries.qualification(work, other), queries.contents_of(work, [other, qualification.id])
    return render_template(
        "qualification_files/differences.html",
        compared=say(
            "%(new)s compared with %(old)s",
            new=pages.identity(qualification),
            old=pages.identity(earlier),
        ),
        shown=shown(differences(contents[earlier.id], contents[qualification.id])),
        trail=[
            (_("Qualifications"), url_for(".index")),
            (qualification.name, url_for(".versions", qualification_id=qualification.id)),
        ],
    )


def _again(work: Work, place: Place, files: Sequence[ReadFile]) -> Again:
    found = next(
        (one for one in queries.found_in(work, files, cohort=place.upload.cohort) if one.key == place.key), None
    )
    if found is None or found.content is None:
        raise NotFound
    here = _counterpart(work, found)
    followers = queries.followers(work, here.id)
    return Again(found.content, found.file, here, why_structure_stays(here.state, followers=followers))


def _counterpart(work: Work, found: Found) -> Qualification:
    """The same code, cohort and edition; else the newest of this code that is here."""
    number = found.qualification_id or queries.newest_with_code(work, found.code)
    if number is None:
        raise NotFound
    return queries.qualification(work, number)


def _proposed(work: Work, again: Again) -> VersionForm:
    """Another edition of the same cohort; the same edition is for the next cohort."""
    cohort, edition = again.content.cohort, again.content.dossier.version
    if (cohort, edition) == (again.here.cohort, again.here.edition):
        cohort = next_cohort(cohort, year=work.today.year)
    return VersionForm(formdata=None, cohort=cohort, edition=edition)


def _import_page(work: Work, place: Place, again: Again, form: VersionForm) -> str:
    back = url_for(".show_import", import_id=place.upload.id)
    return render_template(
        "qualification_files/differences.html",
        compared=say(
            "%(file)s compared with what is here: %(identity)s",
            file=again.file.name,
            identity=pages.identity(again.here),
        ),
        shown=shown(differences(queries.content_of(work, again.here.id), again.content)),
        trail=[
            (_("Qualifications"), url_for(".index")),
            (_("Import"), url_for(".new_import")),
            (_("What these files hold"), back),
        ],
        offer="new-version" if again.fixed or not again.same else "take-over",
        seen=again.here.version,
        why_fixed=again.fixed or say("This is another edition than the one that is here."),
        here=url_for(".import_differences", import_id=place.upload.id, key=place.key),
        back=back,
        form=form,
    )
