"""What is open for whoever looks after qualifications."""

from flask import url_for

from foundation.messages import say, say_many
from foundation.web.deeds import Deed
from foundation.work import Work
from people.permissions import Permission as People
from qualification_files import queries
from qualification_files.pages.words import identity
from qualification_files.permissions import Permission
from qualification_files.rules import what_is_missing

MOST_MOVES = 3  # on the home page; when those are done the next ones come


def open_deeds(work: Work) -> list[Deed]:
    """First steps, imports that wait, ready drafts, inactive ones that people follow, and who can move along."""
    if not work.allows(Permission.MANAGE_QUALIFICATIONS):
        return []
    waiting = _imports(work)
    first = _first_steps(work, imports_wait=bool(waiting))
    return [*waiting, *first, *_drafts(work), *_inactive(work), *_to_move_along(work)]


def _first_steps(work: Work, *, imports_wait: bool) -> list[Deed]:
    there, deeds = queries.what_is_there(work), []
    if not there.qualification and not imports_wait:
        text = say("It brings core tasks, work processes and indicators. You can also add a qualification by hand.")
        url = url_for("qualification_files.new_import")
        deeds.append(Deed(title=say("Import the official qualification file"), text=text, url=url, order=30))
    if not there.candidate and work.allows(People.MANAGE_PEOPLE):
        text = say("There are no candidates yet. Add them one by one, or import a list.")
        deeds.append(Deed(title=say("Add people"), text=text, url=url_for("people.people_list"), order=31))
    return deeds


def _imports(work: Work) -> list[Deed]:
    waiting = queries.open_imports(work)
    if not waiting:
        return []
    newest = waiting[0]
    title = say_many(
        "An upload of qualification files was not imported yet",
        "%(count)s uploads of qualification files were not imported yet",
        len(waiting),
    )
    url = (
        url_for("qualification_files.show_import", import_id=newest.id)
        if len(waiting) == 1
        else url_for("qualification_files.new_import")
    )
    return [
        Deed(title=title, text=say("Look at what they hold, then import or discard."), url=url, when=newest.uploaded_at)
    ]


def _drafts(work: Work) -> list[Deed]:
    ready = [row.qualification for row in queries.drafts(work) if not what_is_missing(row.completeness)]
    if not ready:
        return []
    if len(ready) == 1:
        url = url_for("qualification_files.structure", qualification_id=ready[0].id)
        return [Deed(title=say("%(name)s can be activated", name=ready[0].name), url=url, order=60)]
    title = say_many("%(count)s draft can be activated", "%(count)s drafts can be activated", len(ready))
    return [Deed(title=title, url=url_for("qualification_files.index", tab="inactive"), order=60)]


def _inactive(work: Work) -> list[Deed]:
    rows = queries.inactive_with_followers(work)
    if not rows:
        return []
    if len(rows) == 1:
        row, people = rows[0]
        title = say_many(
            "%(name)s is inactive, and %(count)s person follows it",
            "%(name)s is inactive, and %(count)s people follow it",
            people,
            name=row.name,
        )
        url = url_for("qualification_files.structure", qualification_id=row.id)
    else:
        title = say_many(
            "%(count)s inactive qualification has participants",
            "%(count)s inactive qualifications have participants",
            len(rows),
        )
        url = url_for("qualification_files.index", tab="inactive")
    text = say("Nobody new can be linked and no exam can be made. Activate it again, or unlink them.")
    return [Deed(title=title, text=text, url=url, kind="attention", order=20)]


def _to_move_along(work: Work) -> list[Deed]:
    if not work.allows(Permission.LINK_PARTICIPANTS):
        return []
    text = say("They still follow the version before it. You see first what happens to them, and can undo it.")
    return [
        Deed(
            title=say_many(
                "%(count)s person can move along to %(name)s (%(identity)s)",
                "%(count)s people can move along to %(name)s (%(identity)s)",
                people,
                name=row.name,
                identity=identity(row),
            ),
            url=url_for("qualification_files.choose_movers", qualification_id=row.id),
            text=text,
            order=25,
        )
        for row, people in queries.to_move_along(work)[:MOST_MOVES]
    ]
