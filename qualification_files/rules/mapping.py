"""Where each work process of an earlier version went: a proposal by numbers and likeness of names (Q14)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from qualification_files.rules.numbers import natural_key
from qualification_files.rules.states import MappingOrigin

SURE = 90  # per cent: names that say the same in all but a word
ALIKE = 70  # names that may well be about the same
JOINING = 75  # more is asked of what joins one that has a counterpart already
SAME_NUMBER_ALIKE = 45  # with the same number, less is enough to propose


@dataclass(frozen=True)
class Process:
    """A work process, as far as finding its counterpart asks."""

    id: int
    task: str  # the number of its core task
    number: str
    name: str
    indicators: tuple[str, ...] = ()


class Ground(StrEnum):
    """Why a counterpart is proposed."""

    SAME = "same"  # number and name
    SAME_NAME = "same_name"  # under another number
    NUMBER = "number"  # and a name that is alike
    NAME = "name"  # alike
    NONE = "none"  # nothing is like it


ORIGINS = {Ground.SAME: MappingOrigin.CODE, Ground.NUMBER: MappingOrigin.CODE}


@dataclass(frozen=True)
class Proposal:
    """The counterpart that is proposed for a work process of the earlier version, and why."""

    old: Process
    new: Process | None
    ground: Ground
    likeness: int  # of the names, in per cent

    @property
    def sure(self) -> bool:
        """Whether it may be accepted without a second look."""
        if self.ground in (Ground.SAME, Ground.SAME_NAME):
            return True
        return self.ground is Ground.NUMBER and self.likeness >= SURE

    @property
    def origin(self) -> MappingOrigin:
        """How the mapping came about when it is accepted."""
        return ORIGINS.get(self.ground, MappingOrigin.NAME)


@dataclass
class _Search:
    """What is still without a counterpart while the rounds go on."""

    old: list[Process]
    new: list[Process]
    found: dict[int, Proposal] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def open_old(self) -> list[Process]:
        return [process for process in self.old if process.id not in self.found]

    def open_new(self) -> list[Process]:
        return [process for process in self.new if process.id not in self.taken]

    def pair(self, old: Process, new: Process, ground: Ground, likeness: int = 100) -> None:
        if old.id not in self.found and new.id not in self.taken:
            self.found[old.id] = Proposal(old, new, ground, likeness)
            self.taken.add(new.id)


def propose(old: Iterable[Process], new: Iterable[Process]) -> list[Proposal]:
    """One proposal for each work process of the earlier version, in its own order, whatever order they come in.

    First what has the same number and name, then the same name, then names that are alike, the most alike first and
    more easily under the same number. What is left may join one that has a counterpart already.
    """
    search = _Search(sorted(old, key=_place), sorted(new, key=_place))
    _same(search)
    _same_names(search)
    _alike(search)
    _joining(search)
    return [search.found.get(process.id) or Proposal(process, None, Ground.NONE, 0) for process in search.old]


def without_old(new: Iterable[Process], proposed: Iterable[int | None]) -> list[Process]:
    """What the new version has and the earlier one had not."""
    known = set(proposed)
    return [process for process in sorted(new, key=_place) if process.id not in known]


def indicators_that_differ(old: Process, new: Process) -> int:
    """How many indicators were reworded, added or taken away; a reworded one counts once."""
    before, after = Counter(map(_plain, old.indicators)), Counter(map(_plain, new.indicators))
    return max(len(old.indicators), len(new.indicators)) - (before & after).total()


def likeness(one: str, other: str) -> int:
    """How much two names are alike, in per cent."""
    return _ratio(SequenceMatcher(None, _plain(one), _plain(other), autojunk=False), at_least=0)


def _same(search: _Search) -> None:
    by_number = {(process.task, process.number): process for process in search.new}
    for process in search.old:
        other = by_number.get((process.task, process.number))
        if other and _plain(other.name) == _plain(process.name):
            search.pair(process, other, Ground.SAME)


def _same_names(search: _Search) -> None:
    """Names that stand once on either side; where several share a name, the numbers tell them apart further on."""
    before, after = (_by_name(part) for part in (search.open_old(), search.open_new()))
    for name, found in before.items():
        others = after.get(name, [])
        if len(found) == len(others) == 1:
            search.pair(found[0], others[0], Ground.SAME_NAME)


def _alike(search: _Search) -> None:
    pairs = sorted(_scored(search.open_old(), search.open_new()), key=lambda pair: pair[0])
    for _, old, new, percentage in pairs:
        ground = Ground.NUMBER if _number(old) == _number(new) else Ground.NAME
        search.pair(old, new, ground, percentage)


def _joining(search: _Search) -> None:
    for old in search.open_old():
        best = min(_scored([old], search.new), key=lambda pair: pair[0], default=None)
        if best and best[3] >= JOINING:
            search.found[old.id] = Proposal(old, best[2], Ground.NAME, best[3])


def _scored(
    olds: Sequence[Process], news: Sequence[Process]
) -> Iterator[tuple[tuple[object, ...], Process, Process, int]]:
    """Every pair that is alike enough, with what puts the best first: no two pairs sort the same."""
    for old in olds:
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(_plain(old.name))
        for new in news:
            same_number = _number(old) == _number(new)
            enough = SAME_NUMBER_ALIKE if same_number else ALIKE
            matcher.set_seq1(_plain(new.name))
            percentage = _ratio(matcher, at_least=enough)
            if percentage >= enough:
                yield (-percentage - (20 if same_number else 0), _place(old), _place(new)), old, new, percentage


def _ratio(matcher: "SequenceMatcher[str]", *, at_least: int) -> int:
    # The two quick ones are never lower than the real one, and most pairs stop there.
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) * 100 + 0.5 < at_least:
        return 0
    return round(matcher.ratio() * 100)


def _by_name(processes: Iterable[Process]) -> dict[str, list[Process]]:
    found: dict[str, list[Process]] = {}
    for process in processes:
        found.setdefault(_plain(process.name), []).append(process)
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _number(process: Process) -> tuple[str, str]:
    return process.task.casefold(), process.number.casefold()


def _place(process: Process) -> tuple[object, ...]:
    return natural_key(process.task), natural_key(process.number), process.task, process.number, process.id
