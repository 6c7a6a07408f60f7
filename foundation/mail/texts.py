"""A school's own words for a mail: filling them in, and what is wrong with them. No template language: gaps alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from foundation.mail.kinds import MailKind
from foundation.messages import Message, say

GAP = re.compile(r"\{([^{}\n]*)\}")
LONGEST_BODY = 6000


@dataclass(frozen=True)
class MailWords:
    """A subject and a body, with gaps such as `{name}`."""

    subject: str
    body: str


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which of the two fields."""

    field: str
    message: Message


def faults(words: MailWords, kind: MailKind) -> list[Fault]:
    """Gaps that this mail does not have, with their place, and gaps without which it is of no use."""
    found = [
        *(Fault("subject", _unknown(name, kind)) for name, _ in _unknown_in(words.subject, kind)),
        *(
            Fault("body", say("Line %(line)s: %(wrong)s", line=line, wrong=_unknown(name, kind)))
            for name, line in _unknown_in(words.body, kind)
        ),
    ]
    missing = [gap for gap in kind.gaps if gap.needed and gap.name not in GAP.findall(words.body)]
    return found + [Fault("body", _missing(gap.name, gap.means)) for gap in missing]


def filled(words: MailWords, values: Mapping[str, str]) -> MailWords:
    """The words with their gaps filled; what fills a gap is never itself read for gaps.

    A line of the body all of whose gaps stay empty is left out, as our own templates leave it out.
    """
    lines: list[str] = []
    has_left_out = False
    for line in words.body.splitlines():
        names = GAP.findall(line)
        if names and not any(values.get(name) for name in names):
            has_left_out = True
        elif line.strip() or not (has_left_out and not (lines and lines[-1])):
            has_left_out = False
            lines.append(_with(line, values).rstrip())
    subject = " ".join(_with(words.subject, values).split())
    return MailWords(subject, "\n".join(lines).strip() + "\n")


def _with(text: str, values: Mapping[str, str]) -> str:
    return GAP.sub(lambda found: values.get(found[1], ""), text)


def _unknown_in(text: str, kind: MailKind) -> list[tuple[str, int]]:
    return [
        (name, number)
        for number, line in enumerate(text.splitlines(), 1)
        for name in GAP.findall(line)
        if name not in kind.gap_names
    ]


def _unknown(name: str, kind: MailKind) -> Message:
    written = f"{{{name}}}"
    near = get_close_matches(name, kind.gap_names, 1)
    if near:
        return say(
            "This mail cannot fill in %(written)s. Did you mean %(near)s?", written=written, near=f"{{{near[0]}}}"
        )
    return say("This mail cannot fill in %(written)s. Choose from the list.", written=written)


def _missing(name: str, means: Message) -> Message:
    written = f"{{{name}}}"
    return say("Without %(written)s this mail is of no use: %(means)s.", written=written, means=means)
