"""The versions of a qualification: the line of them, and what can be done next."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from foundation.messages import Message, say, say_many
from qualification_files.models import Qualification
from qualification_files.pages.words import Sign, followed_by, identity, state_sign
from qualification_files.queries.versions import Version
from qualification_files.rules import QualificationState
from qualification_files.rules.versions import Standing, why_no_next_version, why_not_become

Link = tuple[str, str]


@dataclass(frozen=True)
class VersionLine:
    """One version in the line."""

    qualification: Qualification
    here: bool
    state: Sign
    identity: Message
    followers: Message
    follows_url: str | None
    url: str
    links: list[Link]  # what connects it with the one before it


@dataclass(frozen=True)
class Step:
    """The next thing to do, with the reason for it."""

    title: Message
    text: Message
    url: str
    action: str


@dataclass(frozen=True)
class Ends:
    """What may become of this version now; a reason where it may not."""

    superseded: Message | None
    closed: Message | None
    active: Message | None
    next_version: Message | None
    shows_superseding: bool
    shows_closing: bool
    shows_activating: bool


def version_lines(versions: Sequence[Version], here: int) -> list[VersionLine]:
    """The line, the earliest first."""
    return [
        VersionLine(
            qualification=row,
            here=row.id == here,
            state=state_sign(row.state),
            identity=identity(row),
            followers=followed_by(version.followers),
            follows_url=url_for("qualification_files.participants", qualification=row.id)
            if version.followers
            else None,
            url=url_for("qualification_files.versions", qualification_id=row.id),
            links=_links(row),
        )
        for version in versions
        for row in (version.qualification,)
    ]


def next_step(versions: Sequence[Version], here: int, *, undecided: int) -> Step | None:
    """What is open between this version and the one before it; None when nothing is."""
    known = {version.qualification.id: version for version in versions}
    new = known[here].qualification
    earlier = known.get(new.predecessor_id or 0)
    if earlier is None or new.state not in (QualificationState.DRAFT, QualificationState.ACTIVE):
        return None
    if undecided and earlier.followers:
        return Step(
            say("Say where each work process went"),
            say_many(
                "Of %(count)s work process of the earlier version it is not said yet what became of it. "
                "Evidence moves along with that.",
                "Of %(count)s work processes of the earlier version it is not said yet what became of them. "
                "Evidence moves along with that.",
                undecided,
            ),
            url_for("qualification_files.mapping", qualification_id=new.id),
            _("Map the work processes"),
        )
    if new.state is QualificationState.DRAFT:
        return Step(
            say("Activate this version when it is ready"),
            _after_activation(earlier),
            url_for("qualification_files.activation", qualification_id=new.id),
            _("Activate"),
        )
    if not earlier.followers:
        return None
    return Step(
        say("Move participants to this version"),
        say_many(
            "%(count)s person still follows the earlier version. Evidence moves along.",
            "%(count)s people still follow the earlier version. Their evidence moves along.",
            earlier.followers,
        ),
        url_for("qualification_files.choose_movers", qualification_id=new.id),
        _("Move participants"),
    )


def _after_activation(earlier: Version) -> Message:
    if earlier.followers:
        return say("After that you can move participants here, with their evidence.")
    return say("Nobody follows the earlier version, so nobody has to move and nothing has to be mapped.")


def ends(found: Standing) -> Ends:
    """What may become of it."""
    return Ends(
        superseded=why_not_become(QualificationState.SUPERSEDED, found),
        closed=why_not_become(QualificationState.CLOSED, found),
        active=why_not_become(QualificationState.ACTIVE, found),
        next_version=why_no_next_version(found.state),
        shows_superseding=found.state in (QualificationState.ACTIVE, QualificationState.DEACTIVATED),
        shows_closing=found.state in (QualificationState.DEACTIVATED, QualificationState.SUPERSEDED),
        shows_activating=found.state is QualificationState.SUPERSEDED,
    )


def _links(row: Qualification) -> list[Link]:
    if row.predecessor_id is None:
        return []
    links = [(_("Mapping of work processes"), url_for("qualification_files.mapping", qualification_id=row.id))]
    if row.state is QualificationState.ACTIVE:
        links.append(
            (_("Move participants here"), url_for("qualification_files.choose_movers", qualification_id=row.id))
        )
    return links
