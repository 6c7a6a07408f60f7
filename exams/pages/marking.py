"""The marking screen: what is the same for every candidate of a form, made once, and what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext
from markupsafe import Markup

from exams.queries.marking_forms import Design, FormKey
from exams.queries.marking_sheets import SheetFacts, Stands
from exams.rules import TAKES_MARKS, SittingState, why_not_begin
from foundation.access import Actor
from foundation.messages import Message, say, say_many
from foundation.web.words import translated_many
from people.pages import photo_url

MOST_KEPT = 64

# What the modules in static/js/marking say; a test holds them together.
SENTENCES: tuple[Message, ...] = (
    # the twins of exams/rules
    say("%(value)s is not a level of this step."),
    say("A remark is at most %(limit)s characters long."),
    say("You no longer examine this candidate."),
    say("This sheet is already signed."),
    say("This exam no longer takes marks."),
    say("This id already belongs to another mark."),
    say("This sheet does not exist, or it is not yours to mark."),
    say("This step is not on the form."),
    say("Only an exam in progress can be signed."),
    say("This form has no steps."),
    say_many(
        "%(count)s step is not yet marked. Mark it before you sign.",
        "%(count)s steps are not yet marked. Mark them before you sign.",
        0,
    ),
    say_many(
        "%(count)s step was marked differently on two devices. Decide which mark stands before you sign.",
        "%(count)s steps were marked differently on two devices. Decide which marks stand before you sign.",
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
    say_many("%(count)s of %(total)s steps is not yet marked.", "%(count)s of %(total)s steps are not yet marked.", 0),
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
    say("Opening…"),
    say("NOT SAVED"),
    say_many("%(count)s kept here, sending", "%(count)s kept here, sending", 0),
    say_many(
        "Kept on this tablet, %(count)s not sent since %(since)s",
        "Kept on this tablet, %(count)s not sent since %(since)s",
        0,
    ),
    say_many("%(count)s mark needs your decision", "%(count)s marks need your decision", 0),
    say("This mark is NOT SAVED: this tablet could not keep it. Try again."),
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
    say("Not yet marked"),
    say("NOT SAVED. Try again."),
    say("%(marked)s of %(total)s"),
    say_many("%(count)s open", "%(count)s open", 0),
    say_many("%(count)s of %(total)s steps is open", "%(count)s of %(total)s steps are open", 0),
    say("Every step is marked"),
    say("%(marked)s of %(total)s steps are marked"),
    say("marked"),
    say("open"),
    say("needs a decision"),
    say("critical"),
    say("not sent yet"),
    say("achieved"),
    say("not achieved"),
    say("still open"),
    say("not marked"),
    say("Keep mine: %(mark)s"),
    say("Take theirs: %(mark)s"),
    say("This tablet, %(time)s"),
    say("The other device, %(time)s"),
    say("Remark: %(remark)s"),
    say("This step was marked differently on another device."),
    say("Both marks are kept until you choose."),
    say("Your mark is kept here until you decide."),
    say("Give up my mark"),
    say("The step shows what stood before."),
    say("%(value)s, %(label)s"),
    say_many(
        "%(count)s mark is not sent yet. Sign when it is: the tablet sends it as soon as there is network.",
        "%(count)s marks are not sent yet. Sign when they are: the tablet sends them as soon as there is network.",
        0,
    ),
    say("Undone."),
    say("There is nothing to undo."),
    say_many("%(count)s mark on this tablet is not sent yet.", "%(count)s marks on this tablet are not sent yet.", 0),
)

_STEPS: dict[tuple[FormKey, str, int], Markup] = {}
_WORDS: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True, kw_only=True)
class MarkingPage:
    """All that the template asks for."""

    sheet: SheetFacts
    photo_url: str | None
    steps: Markup
    total: int
    facts: dict[str, Any]
    closed: Message | None
    result_url: str | None


def marking_page(
    sheet: SheetFacts,
    design: Design,
    marks: Sequence[Stands],
    *,
    actor: Actor,
    now: datetime,
    zone: tzinfo,
    language: str,
) -> MarkingPage:
    """The screen for this sheet; somebody else than its examiner may only look."""
    closed = why_not_marked(sheet, actor, today=now.astimezone(zone), zone=zone)
    has_result = sheet.state in (SittingState.SIGNED, SittingState.RATIFIED)
    return MarkingPage(
        sheet=sheet,
        photo_url=photo_url(sheet.candidate_id, sheet.photo_key),
        steps=steps_of(sheet.form, design, language),
        total=len(design.steps),
        facts=_facts(sheet, design, marks, actor=actor, now=now, language=language, is_open=closed is None),
        closed=closed,
        result_url=url_for("exams.result", sitting_id=sheet.sitting_id) if has_result else None,
    )


def why_not_marked(sheet: SheetFacts, actor: Actor, *, today: datetime, zone: tzinfo) -> Message | None:
    """The reason this page is only to look at, or None."""
    if sheet.examiner_id != actor.id:
        return say("You look at the sheet of another examiner. Nothing can be changed here.")
    if sheet.withdrawn_at:
        return say("You no longer examine this candidate.")
    if sheet.signed_at:
        return say("%(name)s signed this sheet on %(when)s.", name=sheet.signed_name, when=sheet.signed_at)
    if sheet.state not in TAKES_MARKS:
        return say("This exam no longer takes marks.")
    if sheet.state is SittingState.PLANNED:
        return why_not_begin(sheet.state, day=sheet.starts_at.astimezone(zone).date(), today=today.date())
    return None


def _facts(
    sheet: SheetFacts,
    design: Design,
    marks: Sequence[Stands],
    *,
    actor: Actor,
    now: datetime,
    language: str,
    is_open: bool,
) -> dict[str, Any]:
    return {
        "id": sheet.id,
        "user": actor.id if sheet.examiner_id == actor.id else None,
        "open": is_open,
        "state": sheet.state,
        "signed": sheet.signed_at is not None,
        "began_at": sheet.began_at.isoformat() if sheet.began_at else None,
        "minutes": sheet.minutes,
        "now": now.isoformat(),
        "cut_score": design.cut_score,
        "marks": [{"step": m.step, "op": str(m.op), "value": m.value, "remark": m.remark} for m in marks],
        "sync": url_for("exams.sync"),
        "session": url_for("exams.device_session"),
        "words": words_of(language),
    }


def steps_of(key: FormKey, design: Design, language: str) -> Markup:
    """The steps and the panel of numbers as HTML: the same for everyone who is examined with this form."""
    place = (key, language, id(design))
    kept = _STEPS.get(place)
    if kept is None:
        kept = Markup(render_template("exams/_marking_steps.html", design=design))  # noqa: S704  # our own template
        while len(_STEPS) >= MOST_KEPT:
            _STEPS.pop(next(iter(_STEPS)), None)
        _STEPS[place] = kept
    return kept


def words_of(language: str) -> dict[str, Any]:
    """What the modules say, in this language; English is what they say by themselves."""
    if language == "en":
        return {}
    if language not in _WORDS:
        _WORDS[language] = {sentence.text: _both(sentence) for sentence in SENTENCES}
    return _WORDS[language]


def _both(sentence: Message) -> str | list[str]:
    if sentence.plural is None:
        return str(gettext(sentence.text))
    return [translated_many(sentence.text, sentence.plural, number) for number in (1, 2)]
