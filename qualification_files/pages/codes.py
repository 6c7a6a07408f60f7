"""Pasted codes in words: what was understood, what was found, what became of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from foundation.messages import Message, from_json, say, say_many
from foundation.web.wording import lazy_gettext as _l
from foundation.work import Work
from qualification_files.models import CodeRun
from qualification_files.pages.words import Sign
from qualification_files.queries.codes import FoundCode
from qualification_files.rules import edition_in_words
from qualification_files.rules.codes import Codes, Wrong
from qualification_files.rules.lookup import CHOOSABLE, TICKED, CodeState, why_inactive

SHOWN = 120  # codes named on the page; the rest is counted

CODE_STATES = {
    CodeState.NEW: ("open", _l("New")),
    CodeState.OTHER_COHORT: ("open", _l("New for this cohort")),
    CodeState.NEWER_EDITION: ("attention", _l("Newer edition")),
    CodeState.OTHER_EDITION: ("attention", _l("Another edition")),
    CodeState.INACTIVE: ("attention", _l("No longer offered")),
    CodeState.ALREADY_THERE: ("info", _l("Already there")),
    CodeState.UNKNOWN: ("stop", _l("Unknown")),
    CodeState.UNREAD: ("attention", _l("Not looked up")),
    CodeState.REFUSED: ("stop", _l("Refused")),
    CodeState.LEFT_OUT: ("quiet", _l("Not chosen")),
    CodeState.CHANGED: ("attention", _l("Changed meanwhile")),
    CodeState.IMPORTED: ("ok", _l("Imported")),
}


@dataclass(frozen=True)
class CodeLine:
    """One code in the preview."""

    found: FoundCode
    sign: Sign
    edition: Message | None
    more: list[Message]

    @property
    def choice(self) -> str:
        """What the form sends when it is ticked: the code, and what it was when it was ticked."""
        return f"{self.found.looked.code}.{self.found.state}"

    @property
    def can_be_chosen(self) -> bool:
        """Whether it may be imported."""
        return self.found.state in CHOOSABLE

    @property
    def is_ticked(self) -> bool:
        """Whether it is chosen unless somebody decides otherwise."""
        return self.found.state in TICKED


@dataclass(frozen=True)
class CodePreview:
    """What was found for all codes of a run."""

    lines: list[CodeLine]
    unknown: list[str]
    unread: list[str]
    troubles: list[tuple[str, Message]]
    summary: list[Message] = field(default_factory=list)

    @property
    def can_be_imported(self) -> bool:
        """Whether there is anything to choose."""
        return any(line.can_be_chosen for line in self.lines)


@dataclass(frozen=True)
class Reported:
    """What became of one code."""

    code: str
    name: str
    sign: Sign
    reason: Message | None
    qualification_id: int | None
    is_new: bool


@dataclass(frozen=True)
class Understood:
    """What was pasted, as it was understood."""

    codes: Sequence[str]
    more: int
    count: int
    doubled: Sequence[str]
    wrong: Sequence[Wrong]
    more_wrong: int
    left_out: Sequence[str]
    more_left_out: int


def code_sign(state: CodeState) -> Sign:
    """The state of a code."""
    kind, words = CODE_STATES[state]
    return Sign(kind, words)


def understood(pasted: Codes) -> Understood:
    """The codes with what is no code, as far as a page can show it."""
    return Understood(
        pasted.codes[:SHOWN],
        max(0, len(pasted.codes) - SHOWN),
        len(pasted.codes),
        pasted.doubled[:SHOWN],
        pasted.wrong[:SHOWN],
        max(0, len(pasted.wrong) - SHOWN),
        pasted.left_out[:SHOWN],
        max(0, len(pasted.left_out) - SHOWN),
    )


def code_preview(work: Work, run: CodeRun, found: Sequence[FoundCode]) -> CodePreview:
    """What was found, with the words that a choice needs."""
    lines = [_line(work, run, one) for one in found if one.looked.held is not None]
    return CodePreview(
        lines,
        [one.looked.code for one in found if one.state is CodeState.UNKNOWN],
        [one.looked.code for one in found if one.state is CodeState.UNREAD],
        list({(name, str(words)): (name, words) for one in found for name, words in one.looked.troubles}.values())[:20],
        _summary(found),
    )


def wrong_in(run: CodeRun) -> tuple[list[Wrong], list[str]]:
    """What was pasted and is no code, with the reason; and what was pasted more than once."""
    wrong = [Wrong(one["text"], from_json(one["why"])) for one in run.wrong if one["why"]]
    return wrong, [one["text"] for one in run.wrong if not one["why"]]


def code_report(run: CodeRun) -> list[Reported]:
    """What became of each code that was chosen."""
    return [
        Reported(
            one["code"],
            one["name"],
            code_sign(CodeState(one["state"])),
            from_json(one["reason"]) if one["reason"] else None,
            one["qualification_id"],
            one["state"] == CodeState.IMPORTED,
        )
        for one in run.outcome
    ]


def left_out(run: CodeRun, found: Sequence[FoundCode]) -> list[CodeLine]:
    """What could have been chosen, and was not."""
    chosen = {code for code, _ in run.chosen}
    return [
        CodeLine(one, code_sign(_not_chosen(one.state)), None, [one.reason] if one.reason else [])
        for one in found
        if one.looked.held is not None and one.looked.code not in chosen
    ]


def looking_words(run: CodeRun) -> Message:
    """How far looking up is."""
    return say("%(done)s of %(total)s codes were looked up.", done=run.done, total=len(run.codes))


def importing_words(run: CodeRun) -> Message:
    """How far importing is."""
    return say("%(done)s of %(total)s qualifications were dealt with.", done=run.done, total=len(run.chosen))


def _not_chosen(state: CodeState) -> CodeState:
    return CodeState.LEFT_OUT if state in CHOOSABLE else state


def _summary(found: Sequence[FoundCode]) -> list[Message]:
    counts = Counter(one.state for one in found)
    can = sum(counts[state] for state in CHOOSABLE)
    told = [
        (can, say_many("%(count)s can be imported", "%(count)s can be imported", can)),
        (
            counts[CodeState.ALREADY_THERE],
            say_many("%(count)s is there already", "%(count)s are there already", counts[CodeState.ALREADY_THERE]),
        ),
        (
            counts[CodeState.REFUSED],
            say_many("%(count)s is refused", "%(count)s are refused", counts[CodeState.REFUSED]),
        ),
        (
            counts[CodeState.UNKNOWN],
            say_many("%(count)s is unknown", "%(count)s are unknown", counts[CodeState.UNKNOWN]),
        ),
        (
            counts[CodeState.UNREAD],
            say_many("%(count)s could not be looked up", "%(count)s could not be looked up", counts[CodeState.UNREAD]),
        ),
    ]
    return [words for count, words in told if count]


def _line(work: Work, run: CodeRun, found: FoundCode) -> CodeLine:
    held = found.looked.held
    edition = edition_in_words(held.edition) if held and held.edition else None
    return CodeLine(found, code_sign(found.state), edition, list(_more(work, run, found)))


def _more(work: Work, run: CodeRun, found: FoundCode) -> Iterator[Message]:
    looked, held = found.looked, found.looked.held
    assert held is not None
    if found.reason:
        yield found.reason
    yield from _state_words(work, found)
    if held.cohort and run.cohort and held.cohort != run.cohort and found.state in CHOOSABLE:
        yield say("Its file is made for cohort %(cohort)s.", cohort=held.cohort)
    if looked.others:
        yield say(
            "Other sources have it too: %(sources)s. This is from the one that stands first in the list.",
            sources=", ".join(looked.others),
        )
    for source, trouble in looked.troubles:
        yield say("“%(source)s” could not be read, and was passed over: %(reason)s", source=source, reason=trouble)


def _state_words(work: Work, found: FoundCode) -> Iterator[Message]:
    held = found.looked.held
    assert held is not None
    match found.state:
        case CodeState.INACTIVE:
            why = why_inactive(held, today=work.today)
            yield from [why] if why else []
            yield say("Tick it if you need it all the same.")
        case CodeState.NEWER_EDITION | CodeState.OTHER_EDITION:
            here = edition_in_words(found.editions[-1])
            yield say("For this cohort %(edition)s is here. Tick this one to have it beside that.", edition=here)
        case CodeState.OTHER_COHORT:
            named = [cohort for cohort in found.cohorts if cohort]
            yield (
                say("It is here for cohort %(cohorts)s.", cohorts=", ".join(named))
                if named
                else say("It is here without a cohort.")
            )
