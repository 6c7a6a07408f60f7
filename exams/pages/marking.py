"""The marking screen: what is the same for every candidate of a form, made once, and what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from flask import get_template_attribute, render_template, url_for
from flask_babel import gettext
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from exams.pages.origins import origin_words
from exams.queries.entering import CameFrom
from exams.queries.marking_forms import Design
from exams.queries.marking_sheets import SheetFacts, Stands
from exams.queries.tablets import NOTHING_MORE, More
from exams.rules import SittingState, why_not_begin
from exams.rules.agreeing import THIRD
from exams.rules.sittings import GLOBAL_RATINGS, takes_marks
from exams.rules.tablets import marked_at_once
from exams.rules.turns import Turn
from foundation.access import Actor
from foundation.messages import Message, say, say_many
from foundation.web.wording import wording_in_force
from foundation.web.words import said, translated_many
from foundation.wording import Choices
from people.pages import photo_url

MOST_KEPT = 64
RATINGS = (say("Insufficient"), say("Borderline"), say("Sufficient"), say("Good"), say("Excellent"))

# What the modules in static/js/marking say; a test holds them together.
SENTENCES: tuple[Message, ...] = (
    # the twins of exams/rules
    say("%(value)s is not a level of this step."),
    say("A remark is at most %(limit)s characters long."),
    say("The points that are ticked do not add up to the mark of this step."),
    say("You no longer examine this candidate."),
    say("This sheet is already signed."),
    say("This exam no longer takes marks."),
    say("This exam is planned for %(day)s and cannot begin before that day."),
    say("Another mark was already sent under the same number. Load the page again and mark this step once more."),
    say("This sheet does not exist, or it is not yours to mark."),
    say("This step is not on the form."),
    say("Only an exam in progress can be signed."),
    say("Only a candidate who did not come can be planned again here."),
    say("Only a planned exam can be reported as not attended."),
    say("Only an exam in progress can be stopped."),
    say("This exam was stopped."),
    say("It was noted that this candidate did not come. Take that back first."),
    say("This exam has not begun."),
    say("Say why."),
    say("A reason is at most %(limit)s characters long."),
    say("Sign with your name."),
    say("A name is at most %(limit)s characters long."),
    say("Say how you find the whole before you sign."),
    say("This form has no steps."),
    say("No step applies, so there is nothing to judge."),
    say_many(
        "%(count)s step is not yet marked. Mark it before you sign.",
        "%(count)s steps are not yet marked. Mark them before you sign.",
        0,
    ),
    say_many(
        "%(count)s mark asks for a remark that says why. Write it before you sign.",
        "%(count)s marks ask for a remark that says why. Write them before you sign.",
        0,
    ),
    say_many(
        "%(count)s step was marked differently on two devices. Decide which mark stands before you sign; "
        "where no choice is shown, mark that step again.",
        "%(count)s steps were marked differently on two devices. Decide which marks stand before you sign; "
        "where no choice is shown, mark those steps again.",
        0,
    ),
    say("Enough points: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed."),
    say("Points so far: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed."),
    say("Too few points: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed."),
    say("Too few points are left: at most %(possible)s of %(maximum)s (%(share)s%%). At least %(needed)s%% is needed."),
    say("Critical steps achieved: %(achieved)s of %(critical)s."),
    say("Critical steps achieved so far: %(achieved)s of %(critical)s."),
    say("Critical steps not achieved: %(failed)s of %(critical)s, namely %(names)s."),
    say("Passed: every condition of the cut score was met."),
    say("Not yet marked: %(count)s of %(total)s steps."),
    say_many(
        "Failed because %(count)s condition of the cut score was not met.",
        "Failed because %(count)s conditions of the cut score were not met.",
        0,
    ),
    say("Failed because too few points were reached."),
    say_many(
        "Failed because a critical step was not achieved, although %(reached)s%% of the points were reached.",
        "Failed because %(count)s critical steps were not achieved, although %(reached)s%% of the points were reached.",
        0,
    ),
    say_many(
        "Failed because a critical step was not achieved.",
        "Failed because %(count)s critical steps were not achieved.",
        0,
    ),
    # the screen
    say("All marks saved"),
    say("Writing…"),
    say("Being kept…"),
    say("Opening…"),
    say("NOT SAVED"),
    say_many("%(count)s kept here, sending", "%(count)s kept here, sending", 0),
    say_many("%(count)s not sent: sign in", "%(count)s not sent: sign in", 0),
    say_many("%(count)s not sent: save it as a file", "%(count)s not sent: save them as a file", 0),
    say_many(
        "Kept on this tablet, %(count)s not sent since %(since)s",
        "Kept on this tablet, %(count)s not sent since %(since)s",
        0,
    ),
    say_many("%(count)s mark needs your decision", "%(count)s marks need your decision", 0),
    say_many("%(count)s not taken by the server", "%(count)s not taken by the server", 0),
    say(
        "This mark is NOT SAVED: this tablet could not keep it. Try again, or save it as a file and take the "
        "paper form for the rest."
    ),
    say("The file could not be saved."),
    say("Saved as %(name)s. Give it to the coordinator, and take the paper form for the rest."),
    say("Your sign-in has ended. Everything is kept on this tablet. Sign in again to send it."),
    say_many(
        "%(count)s mark of another examiner waits on this tablet. It is sent when that examiner signs in here.",
        "%(count)s marks of another examiner wait on this tablet. They are sent when that examiner signs in here.",
        0,
    ),
    say("This browser cannot keep marks. Stay on this page until it says that all marks are saved."),
    say("Proefstuk was renewed in another window. Load this page again to go on."),
    say("Marked: %(value)s, %(label)s"),
    say("Marked: %(value)s, %(label)s. Kept here, not sent yet."),
    say("Marked: %(mark)s"),
    say("Marked: %(mark)s. Kept here, not sent yet."),
    say("This mark asks for a remark that says why."),
    say("asks for a remark"),
    say("Exempt by decision %(decision)s of the exam board. No mark is needed."),
    say("exempt"),
    say("NOT SAVED. Fill in a number from %(lowest)s to %(highest)s."),
    say("Not yet marked"),
    say("NOT SAVED. Try again."),
    say("%(marked)s of %(total)s"),
    say_many("%(count)s open", "%(count)s open", 0),
    say("Open: %(count)s of %(total)s steps"),
    say("Every step is marked"),
    say("%(marked)s of %(total)s steps are marked"),
    say("marked"),
    say("open"),
    say("needs a decision"),
    say("critical"),
    say("not sent yet"),
    say("met"),
    say("not met"),
    say("still open"),
    say("not marked"),
    say("Keep mine: %(mark)s"),
    say("Take theirs: %(mark)s"),
    say("This tablet, %(time)s"),
    say("The other device, %(time)s"),
    say("Remark: %(remark)s"),
    say("This step was marked differently on another device."),
    say("The server has another mark for this step."),
    say("%(how)s At %(time)s."),
    say("Both marks are kept until you choose."),
    say("Changed elsewhere. Before: %(mark)s"),
    say("Step %(number)s was changed elsewhere."),
    say_many("%(count)s steps were changed elsewhere.", "%(count)s steps were changed elsewhere.", 0),
    say("Not taken: %(mark)s."),
    say("The coordinator has your mark and decides what becomes of it."),
    say("No server has it: save it as a file before you close this message."),
    say("After that the step shows what stands at the server."),
    say("Close this message"),
    say("was not taken"),
    say("Take the other: %(mark)s"),
    say("Your other tablet, %(time)s"),
    say("Take my mark back"),
    say("The step shows what stood before."),
    say("%(value)s, %(label)s"),
    say_many(
        "%(count)s mark is not sent yet. Sign when it is: the tablet sends it as soon as there is network.",
        "%(count)s marks are not sent yet. Sign when they are: the tablet sends them as soon as there is network.",
        0,
    ),
    say("The remark of step %(number)s is as it was before."),
    say("Step %(number)s is open again."),
    say("Step %(number)s has the mark it had before."),
    say_many("%(count)s step is as it was before.", "%(count)s steps are as they were before.", 0),
    say("There is nothing to undo."),
    say_many("%(count)s mark on this tablet is not sent yet.", "%(count)s marks on this tablet are not sent yet.", 0),
    # besides marking
    say("%(minutes)s min"),
    say("%(minutes)s min %(seconds)s s"),
    say("over time"),
    say("of %(minutes)s min"),
    say("Start"),
    say("Paused"),
    say("Paused: %(reason)s"),
    say("Went on"),
    say("Clock stopped"),
    say("The clock pauses."),
    say("The clock goes on."),
    say("The clock stands still."),
    say("paused"),
    say("stopped"),
    say("Signed here. It is sent when there is network. Nothing of this sheet can be changed any more."),
    say("This sheet is signed. Nothing of it can be changed any more."),
    say("This exam was stopped here. That is sent when there is network."),
    say("It was noted here that this candidate did not come. That is sent when there is network."),
    say("This candidate did not come."),
    say("You no longer examine this candidate. Nothing can be marked here any more."),
    say("The exam has not begun."),
    say("The clock pauses at %(time)s. Pauses do not count."),
    say("The clock stands still at %(time)s."),
    say("The exam has run for %(time)s, %(over)s over time. Pauses do not count."),
    say("The exam has run for %(time)s. Pauses do not count."),
    say("The server did not take your signature: %(reason)s The sheet is open again."),
    say("The server did not stop this exam: %(reason)s"),
    say("The server did not note that the candidate did not come: %(reason)s"),
    say("The server did not take your overall remark: %(reason)s"),
    say("The server did not take what you did here: %(reason)s"),
    say("This is NOT SAVED: this tablet could not keep it. Try again."),
    say_many(
        "%(count)s step is marked. Undo takes it back.",
        "%(count)s steps are marked. Undo takes all of them back.",
        0,
    ),
    say_many("The exam took %(count)s minute of %(minutes)s.", "The exam took %(count)s minutes of %(minutes)s.", 0),
    say_many("The exam took %(count)s minute.", "The exam took %(count)s minutes.", 0),
    say_many("All %(count)s steps have the same mark.", "All %(count)s steps have the same mark.", 0),
    say_many(
        "The clock paused once, for %(minutes)s min.",
        "The clock paused %(count)s times, for %(minutes)s min together.",
        0,
    ),
    say("The clock stands still now: paused since %(time)s."),
    say_many(
        "The clock paused once, for less than a minute.",
        "The clock paused %(count)s times, for less than a minute together.",
        0,
    ),
    # photos
    say("This is not a photo."),
    say("A photo may be at most %(limit)s."),
    say("A sheet has at most %(most)s photos. Delete one first."),
    say("This tablet is full: this photo is NOT SAVED. Send what waits, or free some space."),
    say("This photo is NOT SAVED: this tablet could not keep it. Try again."),
    say("%(photo)s. %(state)s"),
    say("Photo %(number)s of the exam as a whole"),
    say("Photo %(number)s of step %(step)s"),
    say("The server did not take it: %(reason)s"),
    say("The server did not take it."),
    say("It cannot be shown here: there is no network, or a tablet still has to send it."),
    say("Sent."),
    say("Kept on this tablet, not sent yet."),
    say_many("%(count)s photo", "%(count)s photos", 0),
    say_many("%(count)s photo not sent yet", "%(count)s photos not sent yet", 0),
    say("Space used on this tablet: %(megabytes)s MB"),
    say("The photo is being kept…"),
    say("The photo is kept on this tablet."),
    say("The photo is deleted."),
    say("The photo is NOT deleted: this tablet could not keep that. Try again."),
)

NOTHING_FORETOLD = {"version": 0, "conditions": []}
EDGE = "\x01"  # no form and no import lets this character in
GAPS = {
    name: Markup(f"{EDGE}{name}{EDGE}")  # noqa: S704  # our own words; what is put there is escaped by then
    for name in ("name", "avatar", "place", "back", "sign", "stop", "missed", "again", "notice", "facts")
}

_SHELLS: dict[tuple[object, ...], tuple[str, ...]] = {}
_WORDS: dict[tuple[str, Choices], dict[str, Any]] = {}


@dataclass(frozen=True, kw_only=True)
class Shell:
    """What the template asks for: the form as it is, and a gap for all that differs from sheet to sheet."""

    design: Design
    title: str
    instructions: str
    formative: bool
    is_open: bool
    has_begun: bool
    is_app: bool
    words: dict[str, Any]
    gap: Mapping[str, Markup]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who looks, and how."""

    actor: Actor
    now: datetime
    zone: tzinfo
    language: str
    environment: str


def marking_page(
    sheet: SheetFacts,
    design: Design,
    marks: Sequence[Stands],
    reader: Reader,
    freed: Mapping[str, str],
    more: More = NOTHING_MORE,
    came: Sequence[CameFrom] = (),
) -> str:
    """The screen for this sheet, as HTML; somebody else than its examiner may only look.

    `freed` has the keys of the groups that need no mark, each with the number of the decision that says so.

    Asked for most of all pages, and long: what is the same for everyone who is examined with a form is made once.
    """
    closed = why_not_marked(sheet, reader)
    shell = _shell(sheet, design, reader, is_open=closed is None)
    values = {
        **_who(sheet, photo_url(sheet.candidate_id, sheet.photo_key)),
        "back": url_for("exams.today"),
        "sign": url_for("exams.sign", sheet_id=sheet.id),
        "stop": url_for("exams.stop", sheet_id=sheet.id),
        "missed": url_for("exams.no_show", sitting_id=sheet.sitting_id),
        "again": url_for("exams.sheet", sheet_id=sheet.id),
        "notice": _notice(sheet, closed) if closed else "",
        "facts": htmlsafe_json_dumps(_facts(sheet, design, marks, reader, freed, more, came, is_open=closed is None)),
    }
    return "".join(values[part] if place % 2 else part for place, part in enumerate(shell))


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """The screen for the app: what is the same for every candidate, what is put in its gaps, and what modules read."""

    parts: tuple[str, ...]  # text, name of a gap, text, and so on
    values: Mapping[str, str]  # HTML by name of a gap
    facts: Mapping[str, Any]


def marking_fragment(
    sheet: SheetFacts,
    design: Design,
    marks: Sequence[Stands],
    reader: Reader,
    freed: Mapping[str, str],
    more: More = NOTHING_MORE,
    came: Sequence[CameFrom] = (),
    *,
    photo: str | None,
) -> Fragment:
    """The screen of one's own sheet, to be put together on a tablet; `photo` is the candidate's as a data address."""
    closed = _why_not_in_app(sheet, reader)
    values = {
        **_who(sheet, photo),
        "back": "#/",
        "sign": f"#/sheet/{sheet.id}/sign",
        "stop": f"#/sheet/{sheet.id}/stop",
        "missed": f"#/sheet/{sheet.id}/no-show",
        "again": f"{url_for('exams.tablet')}%23/sheet/{sheet.id}",  # back to the candidate, after signing in again
        "notice": _notice(sheet, closed) if closed else "",
    }
    return Fragment(
        parts=_shell(sheet, design, reader, is_open=closed is None, is_app=True),
        values=values,
        facts=_facts(sheet, design, marks, reader, freed, more, came, is_open=closed is None),
    )


def _who(sheet: SheetFacts, photo: str | None) -> dict[str, str]:
    return {
        "name": str(escape(sheet.candidate_name)),
        "avatar": str(_avatar()(sheet.candidate_name, photo)),
        "place": str(escape(sheet.place)),
    }


def _shell(
    sheet: SheetFacts, design: Design, reader: Reader, *, is_open: bool, is_app: bool = False
) -> tuple[str, ...]:
    """The page around the gaps: text, name of a gap, text, and so on; for the app the screen alone."""
    has_begun = sheet.state is not SittingState.PLANNED
    actor = reader.actor
    looks = (reader.language, _chosen(), actor.color_mode, reader.environment)
    key = (sheet.form, id(design), *looks, is_open, has_begun, is_app)
    kept = _SHELLS.get(key)
    if kept is None:
        page = Shell(
            design=design,
            title=sheet.title,
            instructions=sheet.instructions,
            formative=sheet.formative,
            is_open=is_open,
            has_begun=has_begun,
            is_app=is_app,
            words=words_of(reader.language),
            gap=GAPS,
        )
        template = "exams/_marking_frame.html" if is_app else "exams/marking.html"
        kept = tuple(render_template(template, page=page).split(EDGE))
        while len(_SHELLS) >= MOST_KEPT:
            _SHELLS.pop(next(iter(_SHELLS)), None)
        _SHELLS[key] = kept
    return kept


def _avatar() -> Callable[[str, str | None], Markup]:
    macro: Callable[[str, str | None], Markup] = get_template_attribute("_parts/cards.html", "avatar")
    return macro


def _notice(sheet: SheetFacts, closed: Message) -> str:
    has_result = sheet.state in (SittingState.SIGNED, SittingState.RATIFIED)
    result_url = url_for("exams.result", sitting_id=sheet.sitting_id) if has_result else None
    compares = sheet.state is SittingState.AGREEING
    compare_url = url_for("exams.agreeing", sitting_id=sheet.sitting_id) if compares else None
    return render_template("exams/_marking_closed.html", closed=closed, result_url=result_url, compare_url=compare_url)


def why_not_marked(sheet: SheetFacts, reader: Reader) -> Message | None:
    """The reason this page is only to look at, or None."""
    if closed := _why_closed(sheet, reader):
        return closed
    if not takes_marks(sheet.state, third=sheet.position == THIRD):
        return say("This exam no longer takes marks.")
    if sheet.state is SittingState.PLANNED:
        day, today = sheet.starts_at.astimezone(reader.zone).date(), reader.now.astimezone(reader.zone).date()
        return why_not_begin(sheet.state, day=day, today=today)
    return None


def _why_not_in_app(sheet: SheetFacts, reader: Reader) -> Message | None:
    """The same for the app, which knows the days by itself, and in which a candidate may come after all."""
    if closed := _why_closed(sheet, reader):
        return closed
    is_ahead = sheet.state in (SittingState.PLANNED, SittingState.NO_SHOW)
    return None if is_ahead else why_not_marked(sheet, reader)


def _why_closed(sheet: SheetFacts, reader: Reader) -> Message | None:
    """The reason that lies with this sheet."""
    if sheet.examiner_id != reader.actor.id:
        return say("You look at the sheet of another examiner. Nothing can be changed here.")
    if sheet.withdrawn_at:
        return say("You no longer examine this candidate.")
    if sheet.signed_at:
        return say("%(name)s signed this sheet on %(when)s.", name=sheet.signed_name, when=sheet.signed_at)
    return None


def _facts(
    sheet: SheetFacts,
    design: Design,
    marks: Sequence[Stands],
    reader: Reader,
    freed: Mapping[str, str],
    more: More,
    came: Sequence[CameFrom],
    *,
    is_open: bool,
) -> dict[str, Any]:
    return {
        "id": sheet.id,
        "user": reader.actor.id if sheet.examiner_id == reader.actor.id else None,
        "open": is_open,
        "state": sheet.state,
        "third": sheet.position == THIRD,
        "signed_at": sheet.signed_at.isoformat() if sheet.signed_at else None,
        "began_at": sheet.began_at.isoformat() if sheet.began_at else None,
        "minutes": sheet.minutes,
        "now": reader.now.isoformat(),
        # Of an exam in parts the board freed the candidate from, the device cannot tell what the marks come to; where
        # the examiner is not to see it, the device does not know it either.
        "cut_score": design.cut_score if sheet.shows_standing and not sheet.is_freed else NOTHING_FORETOLD,
        "exempt": [
            {"step": step.id, "decision": freed[group.key]}
            for group in design.groups
            if group.key in freed
            for step in group.steps
        ],
        "marks": _marks(marks, came),
        "sync": url_for("exams.sync"),
        "session": url_for("exams.device_session"),
        "day": sheet.starts_at.astimezone(reader.zone).date().isoformat(),
        "turns": [_turn(turn) for turn in more.turns],
        "overall_remark": sheet.overall_remark,
        "global_ratings": _ratings() if sheet.asks_global_rating else None,
        "shows_standing": sheet.shows_standing,
        "all_achieved": [
            {"group": group.key, "steps": marked_at_once(group.steps)}
            for group in design.groups
            if group.all_achieved and group.key not in freed
        ],
        "photos": [{"id": str(photo.id), "step": photo.step} for photo in more.photos],
        "signed_name": sheet.signed_name,
    }


def _ratings() -> list[dict[str, Any]]:
    return [{"value": value, "label": said(RATINGS[value])} for value in GLOBAL_RATINGS]


def _marks(marks: Sequence[Stands], came: Sequence[CameFrom]) -> list[dict[str, Any]]:
    """What stands; of what did not come from the examiner's device also how it came, in words."""
    ways = {one.op: {"source": one.source, "words": said(origin_words(one))} for one in came}
    return [_stands(mark) | ({"from": ways[mark.op]} if mark.op in ways else {}) for mark in marks]


def _turn(turn: Turn) -> dict[str, Any]:
    """As its examiner said it, with the reason of a pause."""
    return {"kind": turn.kind, "at": turn.at.isoformat()} | ({"reason": turn.reason} if turn.reason else {})


def _stands(mark: Stands) -> dict[str, Any]:
    parts = {} if mark.parts is None else {"parts": mark.parts}
    return {"step": mark.step, "op": str(mark.op), "value": mark.value, "remark": mark.remark, **parts}


def words_of(language: str) -> dict[str, Any]:
    """What the modules say, in this language and the words in force; English in our own is what they say already."""
    key = (language, _chosen())
    if key == ("en", frozenset()):
        return {}
    if key not in _WORDS:
        while len(_WORDS) >= MOST_KEPT:
            _WORDS.pop(next(iter(_WORDS)), None)
        _WORDS[key] = {sentence.text: both_forms(sentence) for sentence in SENTENCES}
    return _WORDS[key]


def _chosen() -> Choices:
    wording = wording_in_force()
    return wording.choices if wording else frozenset()


def both_forms(sentence: Message) -> str | list[str]:
    """The sentence as a catalogue for modules has it: for one and for many where it has a number."""
    if sentence.plural is None:
        return str(gettext(sentence.text))
    return [translated_many(sentence.text, sentence.plural, number) for number in (1, 2)]
