"""How good the evidence for a work process is: variety, relevance, authenticity, currency and quantity (BR-60)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.messages import Message, say, say_many
from portfolio.rules.ageing import ages_on, is_aged
from portfolio.rules.entries import EntryKind
from portfolio.rules.states import EvidenceState


class Aspect(StrEnum):
    """What evidence is looked at for."""

    VARIETY = "variety"
    RELEVANCE = "relevance"
    AUTHENTICITY = "authenticity"
    CURRENCY = "currency"
    QUANTITY = "quantity"


class Standing(StrEnum):
    """How an aspect stands against the rule of the qualification. What an assessor finds of it is something else."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Asks:
    """What a qualification asks of the evidence for each of its work processes."""

    months_valid: int | None = None  # older evidence counts as aged; None: it never ages
    pieces: int = 1
    contexts: int = 1
    witness: bool = False


@dataclass(frozen=True)
class Piece:
    """One piece of evidence, as far as its quality is concerned."""

    state: EvidenceState
    kind: EntryKind
    organisation: str
    dated: date  # from when it ages
    reasoned: bool = False
    indicators: frozenset[int] = frozenset()  # that it shows in particular
    files: int = 0
    witnesses: int = 0  # statements about the entry as it is now
    outdated_witnesses: int = 0  # statements about the entry as it was before

    @property
    def counts(self) -> bool:
        """Only what was accepted counts; the rest is shown apart."""
        return self.state is EvidenceState.ACCEPTED

    @property
    def context(self) -> tuple[str, EntryKind]:
        """Another organisation or another kind is another context; how a name is written makes no difference."""
        return " ".join(self.organisation.casefold().split()), self.kind


@dataclass(frozen=True)
class Finding:
    """What is known of one aspect: in few words, in whole sentences, and how that stands against the rule."""

    aspect: Aspect
    standing: Standing
    short: Message
    facts: tuple[Message, ...]
    asked: Message


NOTHING_ASKED = say("The school asks nothing here")


def findings(
    pieces: Sequence[Piece], asks: Asks | None, *, indicators: Collection[int], today: date
) -> tuple[Finding, ...]:
    """The five aspects of the evidence for a work process, as they are known on this day; accepted pieces count."""
    counting = [piece for piece in pieces if piece.counts]
    return (
        _variety(counting, asks),
        _relevance(counting, indicators),
        _authenticity(counting, asks),
        _currency(counting, asks, today=today),
        _quantity(counting, asks),
    )


def contexts(pieces: Sequence[Piece]) -> int:
    """How many different contexts these come from."""
    return len({piece.context for piece in pieces})


def apart(pieces: Sequence[Piece]) -> Message | None:
    """The sentence about what does not count yet; None when all of it does."""
    others = sum(1 for piece in pieces if not piece.counts)
    if not others:
        return None
    return say_many(
        "%(count)s piece is not accepted yet, and does not count.",
        "%(count)s pieces are not accepted yet, and do not count.",
        others,
    )


def _standing(*, asked: bool, met: bool) -> Standing:
    if not asked:
        return Standing.NOT_ASKED
    return Standing.MET if met else Standing.NOT_MET


def _variety(pieces: Sequence[Piece], asks: Asks | None) -> Finding:
    there, needed = contexts(pieces), asks.contexts if asks else 1
    short = (
        say("%(there)s of %(needed)s contexts", there=there, needed=needed)
        if there < needed and needed > 1
        else say_many("%(count)s context", "%(count)s contexts", there)
    )
    organisations = len({organisation for organisation, _kind in (piece.context for piece in pieces) if organisation})
    kinds = len({piece.kind for piece in pieces})
    facts = (
        say_many("It comes from %(count)s context.", "It comes from %(count)s different contexts.", there),
        say_many("It names %(count)s organisation.", "It names %(count)s different organisations.", organisations),
        say_many("There is %(count)s kind of entry.", "There are %(count)s kinds of entries.", kinds),
    )
    asked = say("At least %(needed)s different contexts: organisations or kinds of entries", needed=needed)
    if needed == 1:  # whatever there is comes from one context: nothing more than there was asked
        return Finding(Aspect.VARIETY, Standing.NOT_ASKED, short, facts, NOTHING_ASKED)
    return Finding(Aspect.VARIETY, _standing(asked=True, met=there >= needed), short, facts, asked)


def _relevance(pieces: Sequence[Piece], indicators: Collection[int]) -> Finding:
    shown = len({number for piece in pieces for number in piece.indicators} & set(indicators))
    bare = sum(1 for piece in pieces if not piece.reasoned)
    facts = [_shown_of(shown, len(indicators))]
    if bare:
        facts.append(say_many("%(count)s piece has no reasoning.", "%(count)s pieces have no reasoning.", bare))
    elif pieces:
        facts.append(say("Each piece has its reasoning."))
    short = say("%(shown)s of %(total)s indicators", shown=shown, total=len(indicators))
    short = short if indicators else say("No indicators to show")
    return Finding(Aspect.RELEVANCE, Standing.NOT_ASKED, short, tuple(facts), NOTHING_ASKED)


def _shown_of(shown: int, total: int) -> Message:
    if not total:
        return say("This work process names no indicators.")
    return say_many(
        "It shows %(shown)s of %(count)s indicator in particular.",
        "It shows %(shown)s of %(count)s indicators in particular.",
        total,
        shown=shown,
    )


def _authenticity(pieces: Sequence[Piece], asks: Asks | None) -> Finding:
    confirmed = sum(1 for piece in pieces if piece.witnesses)
    outdated = sum(piece.outdated_witnesses for piece in pieces)
    files = sum(piece.files for piece in pieces)
    facts = [
        say_many(
            "%(count)s piece is confirmed by a witness.", "%(count)s pieces are confirmed by a witness.", confirmed
        ),
        say_many("%(count)s file is kept as it came.", "%(count)s files are kept as they came.", files),
    ]
    if outdated:
        facts.append(
            say_many(
                "%(count)s statement of a witness is about an earlier text, and does not count.",
                "%(count)s statements of witnesses are about an earlier text, and do not count.",
                outdated,
            )
        )
    asked = say("At least one piece is confirmed by a witness") if asks and asks.witness else NOTHING_ASKED
    standing = _standing(asked=asks is not None and asks.witness, met=confirmed > 0)
    short = say_many("%(count)s with a witness", "%(count)s with a witness", confirmed)
    return Finding(Aspect.AUTHENTICITY, standing, short, tuple(facts), asked)


def _currency(pieces: Sequence[Piece], asks: Asks | None, *, today: date) -> Finding:
    newest = max((piece.dated for piece in pieces), default=None)
    latest = (say("The newest is of %(day)s.", day=newest),) if newest else (say("Nothing was accepted yet."),)
    if asks is None or asks.months_valid is None:
        short = say("%(day)s", day=newest) if newest else say("Nothing yet")
        return Finding(Aspect.CURRENCY, Standing.NOT_ASKED, short, latest, NOTHING_ASKED)
    months = asks.months_valid
    fresh = [piece for piece in pieces if not is_aged(piece.dated, months, today=today)]
    aged = len(pieces) - len(fresh)
    facts = [*latest, say_many("%(count)s piece is recent.", "%(count)s pieces are recent.", len(fresh))]
    if aged:
        facts.append(say_many("%(count)s piece has aged.", "%(count)s pieces have aged.", aged))
    coming = min((day for piece in fresh if (day := ages_on(piece.dated, months)) is not None), default=None)
    if coming:
        facts.append(say("The next one ages on %(day)s.", day=coming))
    asked = say_many(
        "At least %(count)s piece that is not older than %(age)s",
        "At least %(count)s pieces that are not older than %(age)s",
        asks.pieces,
        age=say_many("%(count)s month", "%(count)s months", months),
    )
    short = (
        say("%(there)s of %(needed)s recent", there=len(fresh), needed=asks.pieces)
        if len(fresh) < asks.pieces
        else say_many("%(count)s recent", "%(count)s recent", len(fresh))
    )
    standing = _standing(asked=True, met=len(fresh) >= asks.pieces)
    return Finding(Aspect.CURRENCY, standing, short, tuple(facts), asked)


def _quantity(pieces: Sequence[Piece], asks: Asks | None) -> Finding:
    short = say_many("%(count)s piece", "%(count)s pieces", len(pieces))
    facts = (say_many("%(count)s piece was accepted.", "%(count)s pieces were accepted.", len(pieces)),)
    if asks is None:
        return Finding(Aspect.QUANTITY, Standing.NOT_ASKED, short, facts, NOTHING_ASKED)
    asked = say_many("At least %(count)s piece", "At least %(count)s pieces", asks.pieces)
    if len(pieces) < asks.pieces:
        short = say_many(
            "%(there)s of %(count)s piece", "%(there)s of %(count)s pieces", asks.pieces, there=len(pieces)
        )
    return Finding(Aspect.QUANTITY, _standing(asked=True, met=len(pieces) >= asks.pieces), short, facts, asked)
