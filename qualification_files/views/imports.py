"""Importing files with qualifications, in every format: upload, look, import, read the report."""

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from foundation.files import safe_name
from foundation.scanning import NotPassed
from foundation.storage import TooLarge
from foundation.web.guard import current_actor, current_works
from foundation.web.words import said
from foundation.work import Work
from qualification_files import actions, pages, queries
from qualification_files.formats import READABLE, FileReport, Format, UnreadableFile, read_file
from qualification_files.formats.differences import Differences, differences
from qualification_files.forms import ImportForm, UploadForm
from qualification_files.models import DossierFile, DossierImport
from qualification_files.pages.imports import faulty_files, refused_files
from qualification_files.permissions import Permission
from qualification_files.queries import Found, ReadFile
from qualification_files.queries.imports import newest_with_codes
from qualification_files.rules import ImportState
from qualification_files.views.blueprint import IMPORT, bp

LARGEST = 20_000_000
MOST_FILES = 20
MOST_COMPARED = 20
IS_HERE = (ImportState.ALREADY_THERE, ImportState.OTHER_EDITION)
NEEDS = Permission.IMPORT_QUALIFICATIONS


@dataclass(frozen=True)
class Taken:
    """What came of an upload: files that storage keeps, and those that cannot be read with the reason."""

    form: UploadForm
    kept: Sequence[actions.KeptFile] = ()
    refused: Sequence[actions.RefusedFile] = ()


def take_files(**_url: object) -> Mapping[str, object]:
    """Read every file before any lock is held, and keep those that can be read."""
    current_works().access.require(current_actor(), NEEDS)
    form = _upload_form()
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    if not form.validate() or not _is_count_right(form, uploads):
        return {"taken": Taken(form)}
    contents, refused = _contents(uploads, _format(form.format.data))
    form.form_errors += [
        _("%(file)s: %(reason)s", file=file.name, reason=said(file.reason)) for file in refused if not contents
    ]
    storage = current_works().storage
    kept = []
    for name, content, found in contents:
        blob = storage.put(io.BytesIO(content), limit=LARGEST)
        kept.append(actions.KeptFile(name=name, key=blob.key, sha256=blob.sha256, format=found))
    return {"taken": Taken(form, kept, refused)}


def read_again(import_id: int, **_url: object) -> Mapping[str, object]:
    """The kept files, read before any lock is held, with what the form says about them."""
    works = current_works()
    works.access.require(current_actor(), NEEDS)
    with works.reading(current_actor()) as work:
        return {"files": read_kept(work, queries.dossier_import(work, import_id), said_now=request.form)}


@bp.get("/qualifications/import", needs=NEEDS)
def new_import(work: Work) -> ResponseReturnValue:
    """Where files are chosen, and what was uploaded before."""
    return _upload_page(work, _upload_form())


@bp.post("/qualifications/import", needs=NEEDS, before=take_files, takes_files=True)
def upload(work: Work, *, taken: Taken) -> ResponseReturnValue:
    """Keep the files and show what they hold, or say what is wrong with them."""
    if not taken.kept:
        return _upload_page(work, taken.form), 422
    made = actions.upload_dossiers(work, taken.kept, cohort=taken.form.cohort.data or "", refused=taken.refused)
    return redirect(url_for(".show_import", import_id=made.id), 303)


@bp.get("/qualifications/imports/<int:import_id>", needs=NEEDS, load=IMPORT)
def show_import(work: Work, upload: DossierImport) -> ResponseReturnValue:
    """What is in the files and what importing means; afterwards the report."""
    if upload.carried_out_at is not None:
        return _report_page(work, upload)
    cohort = request.args.get("cohort", upload.cohort).strip()[:40]
    form = ImportForm(formdata=None, cohort=cohort, shown_cohort=cohort, add_competences=True)
    return _preview_page(work, upload, read_kept(work, upload), form, before=request.args.get("before"))


@bp.post("/qualifications/imports/<int:import_id>", needs=NEEDS, load=IMPORT, before=read_again)
def carry_out(work: Work, upload: DossierImport, *, files: Sequence[ReadFile]) -> ResponseReturnValue:
    """Import what was chosen; what now means something else than was shown, is shown first."""
    form, here = ImportForm(), url_for(".show_import", import_id=upload.id)
    if upload.carried_out_at is not None:
        return redirect(here, 303)
    if not form.validate():
        return _preview_page(work, upload, files, form), 422
    cohort, shown = form.cohort.data or "", (form.shown_cohort.data or "")[:40]
    if "again" in request.form or _is_read_otherwise(upload, files):
        actions.explain_files(work, upload, files)
        return redirect(url_for(".show_import", import_id=upload.id, cohort=cohort), 303)
    earlier, found = _found_for(work, files, shown, cohort)
    if pages.differences(earlier, found):
        actions.explain_files(work, upload, files)
        return redirect(url_for(".show_import", import_id=upload.id, cohort=cohort, before=shown), 303)
    chosen = set(request.form.getlist("chosen"))
    form.form_errors += _why_not_yet(found, chosen)
    if form.form_errors:
        return _preview_page(work, upload, files, form), 422
    actions.explain_files(work, upload, files)
    actions.carry_out_import(
        work, upload, files, cohort=cohort, chosen=chosen, add_competences=bool(form.add_competences.data)
    )
    return redirect(here, 303)


@bp.post("/qualifications/imports/<int:import_id>/discard", needs=NEEDS, load=IMPORT)
def discard_import(work: Work, upload: DossierImport) -> ResponseReturnValue:
    """Put the upload aside."""
    actions.discard_import(work, upload)
    flash(_("The upload is discarded. Nothing of it was imported."), "success")
    return redirect(url_for(".new_import"), 303)


def _upload_form() -> UploadForm:
    form = UploadForm()
    form.format.choices = [("", _("Recognise it by what is in the file")), *pages.format_choices()]
    return form


def _why_not_yet(found: Sequence[Found], chosen: Collection[str]) -> list[str]:
    """What has to be chosen or filled in first."""
    if not chosen:
        return [_("Choose at least one qualification to import.")]
    return [
        _("Fill in a code for “%(name)s”, or untick it.", name=one.name)
        for one in found
        if one.key in chosen and one.state is ImportState.CODE_MISSING
    ]


def _is_read_otherwise(upload: DossierImport, files: Sequence[ReadFile]) -> bool:
    formats = {file.id: file.asked.get("format") for file in upload.files}
    return any(formats[file.file_id or 0] != file.report.format for file in files)


def _is_count_right(form: UploadForm, uploads: Sequence[FileStorage]) -> bool:
    if not uploads:
        form.files.errors = [_("Choose at least one file.")]
    if len(uploads) > MOST_FILES:
        form.files.errors = [_("Choose at most %(limit)s files at a time.", limit=MOST_FILES)]
    return not form.files.errors


def _contents(
    uploads: Sequence[FileStorage], wanted: Format | None
) -> tuple[list[tuple[str, bytes, Format]], list[actions.RefusedFile]]:
    """Name, bytes and format of each different file, and those that cannot be used."""
    contents: dict[str, tuple[str, bytes, Format]] = {}
    refused: list[actions.RefusedFile] = []
    for upload in uploads:
        name, content = safe_name(upload.filename or ""), upload.stream.read(LARGEST + 1)
        upload.close()  # a large one is a file in the temporary folder
        try:
            found = _read(name, content, wanted)
            current_works().scanner.look_through(io.BytesIO(content))
        except (UnreadableFile, TooLarge, NotPassed) as refusal:
            refused.append(actions.RefusedFile(name, refusal.message))
        else:
            contents.setdefault(sha256(content).hexdigest(), (name, content, found))
    return list(contents.values()), refused


def _read(name: str, content: bytes, wanted: Format | None) -> Format:
    if len(content) > LARGEST:
        raise TooLarge(LARGEST)
    found = read_file(content, name, wanted).format
    assert found is not None
    return found


def read_kept(work: Work, upload: DossierImport, *, said_now: Mapping[str, str] | None = None) -> list[ReadFile]:
    """The files as somebody explained them, in the form that was sent now or else the last time."""
    files: list[ReadFile] = []
    for file in upload.files:
        with work.storage.open(file.file_key) as stream:
            files.append(_read_one(file, stream.read(), said_now or {}))
    return files


def _read_one(file: DossierFile, content: bytes, said_now: Mapping[str, str]) -> ReadFile:
    wanted = _format_of(file, said_now)
    start = f"code-{file.sha256[:12]}."
    codes = {name.removeprefix(start): code.strip()[:100] for name, code in said_now.items() if name.startswith(start)}
    facts = {"file_id": file.id, "codes": file.asked.get("codes", {}) | codes}
    try:
        return ReadFile(file.file_name, file.sha256, read_file(content, file.file_name, wanted), **facts)
    except UnreadableFile as refusal:  # in the format that somebody chose: they are told and choose another
        report = FileReport(format=wanted)
        return ReadFile(file.file_name, file.sha256, report, trouble=refusal.message, **facts)


def _format_of(file: DossierFile, said_now: Mapping[str, str]) -> Format | None:
    return _format(said_now.get(f"format-{file.id}") or file.asked.get("format"))


def _format(wanted: str | None) -> Format | None:
    return Format(wanted) if wanted in READABLE else None


def _upload_page(work: Work, form: UploadForm) -> str:
    return render_template(
        "qualification_files/import.html", form=form, limit=LARGEST, uploads=queries.recent_imports(work)
    )


def _found_for(work: Work, files: Sequence[ReadFile], before: str, cohort: str) -> tuple[list[Found], list[Found]]:
    """What importing means for the cohort that was shown, and for the one that is asked now."""
    now = queries.found_in(work, files, cohort=cohort)
    return (now if before == cohort else queries.found_in(work, files, cohort=before[:40])), now


def _compared(work: Work, found: Sequence[Found]) -> Mapping[str, Differences]:
    """What differs from what is here, by the key of each that is here; more than a few are looked at one by one."""
    there = [one for one in found if one.state in IS_HERE]
    if len(there) > MOST_COMPARED:
        return {}
    newest = newest_with_codes(work, [one.code for one in there]) if there else {}
    numbers = {one.key: one.qualification_id or newest[one.code] for one in there}
    contents = queries.contents_of(work, list(numbers.values())) if numbers else {}
    return {
        one.key: differences(contents[numbers[one.key]], one.content)
        for one in there
        if one.content and numbers[one.key] in contents
    }


def _report_page(work: Work, upload: DossierImport) -> str:
    return render_template(
        "qualification_files/report.html",
        upload=upload,
        rows=pages.report(upload),
        remarks=pages.all_remarks(read_kept(work, upload)),
    )


def _preview_page(
    work: Work, upload: DossierImport, files: Sequence[ReadFile], form: ImportForm, *, before: str | None = None
) -> str:
    cohort = form.cohort.data or ""
    earlier, found = _found_for(work, files, cohort if before is None else before, cohort)
    return render_template(
        "qualification_files/preview.html",
        upload=upload,
        form=form,
        files=files,
        formats=pages.format_choices(),
        names=pages.NAMES,
        chosen=request.form.getlist("chosen") if request.method == "POST" else None,
        new_competences=pages.new_competences(found),
        rows=pages.previews(found, compared=_compared(work, found), cohort=cohort),
        faulty=faulty_files(found),
        refused=refused_files(upload),
        remarks=pages.remarks(found),
        differences=pages.differences(earlier, found),
        can_be_imported=any(one.can_be_imported or one.state is ImportState.CODE_MISSING for one in found),
    )
