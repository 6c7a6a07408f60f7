"""Where each work process of an earlier version went: a proposal by numbers and likeness of names (Q14)."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from qualification_files.rules.likeness import MOST_COMPARED, Near, in_common
from qualification_files.rules.numbers import natural_key
from qualification_files.rules.states import MappingOrigin

SURE = 90  # per cent: names that say the same in all but a word
ALIKE = 70  # names that may well be about the same
JOINING = 75  # more is asked of what joins one that has a counterpart already
SAME_NUMBER_ALIKE = 48  # with the same number, less is enough to propose
SAME_WORK = 60  # per cent of the indicators, where number and name say nothing
HEAD_START = 20  # per cent that the same number counts for when several are alike


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
    INDICATORS = "indicators"  # number and name say nothing, but this is asked
    NONE = "none"  # nothing is like it


ORIGINS = {
    Ground.SAME: MappingOrigin.CODE,
    Ground.NUMBER: MappingOrigin.CODE,
    Ground.INDICATORS: MappingOrigin.INDICATORS,
}


@dataclass(frozen=True)
class Proposal:
    """The counterpart that is proposed for a work process of the earlier version, and why."""

    old: Process
    new: Process | None
    ground: Ground
    likeness: int  # of the names, or of the indicators where they are the ground, in per cent

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
    """What is still without a counterpart while the rounds go on; both sides in the order in which they are read."""

    old: list[Process]
    new: list[Process]
    compare: Callable[[str, str], int]
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


@dataclass(frozen=True)
class _Alike:
    """Two that are alike enough to be proposed."""

    old: Process
    new: Process
    likeness: int
    same_number: bool

    @property
    def points(self) -> int:
        return self.likeness + (HEAD_START if self.same_number else 0)


def propose(
    old: Iterable[Process], new: Iterable[Process], compare: Callable[[str, str], int] | None = None
) -> list[Proposal]:
    """One proposal for each work process of the earlier version, in its own order, whatever order they come in.

    First what has the same number and name, then the same name, then names that are alike, the most alike first and
    more easily under the same number. Where number and name say nothing, what asks the same. What is left may join one
    that has a counterpart already. However many there are, each is compared with few others.
    """
    search = _Search(sorted(old, key=_place), sorted(new, key=_place), compare or likeness)
    _alike(search, _clear(search))
    _same_work(search)
    _joining(search)
    return [search.found.get(process.id) or Proposal(process, None, Ground.NONE, 0) for process in search.old]


def sure_proposals(old: Iterable[Process], new: Iterable[Process]) -> list[Proposal]:
    """Those of the proposals that may be accepted without a second look; the search for the others is left out."""
    search = _Search(sorted(old, key=_place), sorted(new, key=_place), likeness)
    _clear(search)
    return [found for process in search.old if (found := search.found.get(process.id)) and found.sure]


def without_old(new: Iterable[Process], proposed: Iterable[int | None]) -> list[Process]:
    """What the new version has and the earlier one had not."""
    known = set(proposed)
    return [process for process in sorted(new, key=_place) if process.id not in known]


def indicators_that_differ(old: Process, new: Process) -> int:
    """How many indicators were reworded, added or taken away; a reworded one counts once."""
    before, after = Counter(map(_plain, old.indicators)), Counter(map(_plain, new.indicators))
    return max(len(old.indicators), len(new.indicators)) - (before & after).total()


def indicators_alike(old: Process, new: Process) -> int:
    """How much two ask the same, in per cent: the indicators that both have, whatever their order."""
    before, after = _texts(old), _texts(new)
    return round(200 * len(before & after) / (len(before) + len(after))) if before or after else 0


def likeness(one: str, other: str) -> int:
    """How much two names are alike, in per cent: the letters that both have in the same order."""
    before, after = _plain(one), _plain(other)
    if before == after:
        return 100
    return round(200 * in_common(before, after) / (len(before) + len(after)))


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


def _clear(search: _Search) -> list[_Alike]:
    """Pair what is the same, and what is so much alike under the same number that no other name comes before it.

    Gives what is less alike under the same number.
    """
    _same(search)
    _same_names(search)
    same_number = sorted(_under_the_same_number(search), key=_best_first)
    _pair(search, (one for one in same_number if one.points > 100))
    return [one for one in same_number if one.points <= 100]


def _alike(search: _Search, same_number: Sequence[_Alike]) -> None:
    """Names that several share, in their order, then what is most alike."""
    _shared_names(search)
    _pair(search, sorted([*same_number, *_near(search, search.open_new(), ALIKE)], key=_best_first))


def _same_work(search: _Search) -> None:
    """What asks exactly the same, in its order, then what asks most of it."""
    _shared_texts(search)
    news = [new for new in search.open_new() if new.indicators]
    near = Near([_texts(new) for new in news])
    alike = [
        _Alike(old, new, percentage, same_number=_number(old) == _number(new))
        for old in search.open_old()
        if old.indicators
        for new in (news[place] for place in near.to(_texts(old)))
        if (percentage := indicators_alike(old, new)) >= SAME_WORK
    ]
    for one in sorted(alike, key=_best_first):
        search.pair(one.old, one.new, Ground.INDICATORS, one.likeness)


def _shared_texts(search: _Search) -> None:
    others: dict[frozenset[str], deque[Process]] = defaultdict(deque)
    for new in search.open_new():
        others[_texts(new)].append(new)
    for old in search.open_old():
        if old.indicators and (found := others.get(_texts(old))):
            search.pair(old, found.popleft(), Ground.INDICATORS)


def _joining(search: _Search) -> None:
    for one in sorted(_near(search, search.new, JOINING), key=_best_first):
        search.found.setdefault(one.old.id, Proposal(one.old, one.new, Ground.NAME, one.likeness))


def _under_the_same_number(search: _Search) -> Iterator[_Alike]:
    others: dict[tuple[str, str], list[Process]] = defaultdict(list)
    for process in search.open_new():
        others[_number(process)].append(process)
    for old in search.open_old():
        for new in others[_number(old)][:MOST_COMPARED]:
            percentage = search.compare(old.name, new.name)
            if percentage >= SAME_NUMBER_ALIKE:
                yield _Alike(old, new, percentage, same_number=True)


def _shared_names(search: _Search) -> None:
    others = {name: iter(found) for name, found in _by_name(search.open_new()).items()}
    for old in search.open_old():
        if new := next(others.get(_plain(old.name), iter(())), None):
            search.pair(old, new, Ground.NAME)


def _near(search: _Search, news: Sequence[Process], enough: int) -> Iterator[_Alike]:
    """Of each that is open the names that are alike, among those that share the most pieces with it."""
    near = Near([_pieces(new.name) for new in news])
    for old in search.open_old():
        for new in (news[place] for place in near.to(_pieces(old.name))):
            percentage = search.compare(old.name, new.name)
            if percentage >= enough:
                yield _Alike(old, new, percentage, same_number=_number(old) == _number(new))


def _pair(search: _Search, alike: Iterable[_Alike]) -> None:
    for one in alike:
        search.pair(one.old, one.new, Ground.NUMBER if one.same_number else Ground.NAME, one.likeness)


def _best_first(one: _Alike) -> tuple[object, ...]:
    return -one.points, _place(one.old), _place(one.new)


def _pieces(name: str) -> set[str]:
    plain = f" {_plain(name)} "
    return {plain[place : place + 3] for place in range(len(plain) - 2)} or {plain}


def _texts(process: Process) -> frozenset[str]:
    return frozenset(map(_plain, process.indicators))


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
