"""Which work processes an entry seems to show, by likeness of words. Only ever a suggestion: a person decides.

What a word weighs depends on how many work processes of the same qualification have it, and on nothing else: another
work process that has none of these words changes nothing about the suggestions.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log2

from portfolio.rules.word_forms import OF_FILES, is_telling, stem_of

MOST = 5  # suggestions
MOST_SHOWN = 6  # words that say why
ENOUGH = 4.0  # what the words alike must weigh together
IN_ITS_NAME = 2.5  # times as much, for a word of the name of a work process
IN_A_LONGER = 0.6  # of it, for a word that begins or ends a longer one, as Dutch makes them
SHORTEST_PART = 5  # letters of such a word
LONGEST_WORD = 40
MOST_WORDS = 2_000  # of one text, or of one work process, that count
LONGEST_READ = 20_000  # letters of one text
SHARE_WANTED = 0.25  # of what the best one weighs: what is far behind it is not worth reading

_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Described:
    """A work process in the words of its qualification."""

    id: int
    name: str
    texts: Sequence[str]  # its description, its result and its indicators


@dataclass(frozen=True)
class Suggestion:
    """A work process that an entry seems to show, and the entry's own words that say so, the most telling first."""

    work_process_id: int
    because: tuple[str, ...]
    weight: float


def suggestions(
    told: Sequence[str],
    tree: Sequence[Described],
    *,
    language: str,
    file_names: Sequence[str] = (),
    without: Collection[int] = (),
) -> list[Suggestion]:
    """The work processes of this tree that what was told is most like, the most likely first; without those linked."""
    words = _told(told, file_names, language)
    if not words:
        return []
    names = {one.id: _stems([one.name], language) for one in tree}
    everything = {one.id: names[one.id] | _stems([one.name, *one.texts], language) for one in tree}
    having: dict[str, set[int]] = defaultdict(set)
    for number, stems in everything.items():
        for stem in stems:
            having[stem].add(number)
    found = _weighed(words, having, names)
    likely = [
        Suggestion(number, _best(weights, words), sum(weights.values()))
        for number, weights in found.items()
        if number not in without
    ]
    return best(one for one in likely if one.weight >= ENOUGH)


def best(found: Iterable[Suggestion]) -> list[Suggestion]:
    """The most likely of these, the likeliest first; none that is far behind."""
    ordered = sorted(found, key=lambda one: (-one.weight, one.work_process_id))[:MOST]
    return [one for one in ordered if one.weight >= SHARE_WANTED * ordered[0].weight]


def _weighed(
    words: Mapping[str, str], having: Mapping[str, set[int]], names: Mapping[int, Collection[str]]
) -> dict[int, dict[str, float]]:
    """By work process what each stem of the told weighs for it."""
    found: dict[int, dict[str, float]] = defaultdict(dict)
    longer = _parts_of(having)
    for stem in words:
        for other, share in _alike(stem, having, longer).items():
            for number in having[other]:
                weight = share * log2(1 + 8 / len(having[other])) * (IN_ITS_NAME if other in names[number] else 1)
                found[number][stem] = max(found[number].get(stem, 0), weight)
    return found


def _alike(stem: str, having: Mapping[str, set[int]], longer: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The stems of the tree that this one is, begins or ends, or that begin or end it."""
    if stem in having:
        return {stem: 1}
    found = dict.fromkeys(longer.get(stem, ()), IN_A_LONGER)
    found.update({part: IN_A_LONGER for part in _parts(stem) if part in having})
    return found


def _parts_of(stems: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for stem in stems:
        for part in _parts(stem):
            found[part].append(stem)
    return found


def _parts(stem: str) -> set[str]:
    """What it begins and ends with, long enough to be a word of its own."""
    cuts = range(SHORTEST_PART, len(stem) - 2)
    return {stem[:cut] for cut in cuts} | {stem[-cut:] for cut in cuts}


def _best(weights: Mapping[str, float], words: Mapping[str, str]) -> tuple[str, ...]:
    heaviest = sorted(weights, key=lambda stem: (-weights[stem], stem))[:MOST_SHOWN]
    return tuple(words[stem] for stem in heaviest)


def _told(told: Sequence[str], file_names: Sequence[str], language: str) -> dict[str, str]:
    """By stem the word as it was written, most used first; no more than count."""
    named = (name.rsplit(".", 1)[0] for name in file_names)
    spoken = [word for text in told for word in _words(text)]
    spoken += [word for name in named for word in _words(name) if word not in OF_FILES]
    stems = [(stem_of(word, language), word) for word in spoken if is_telling(word, language)]
    counted = Counter(stem for stem, _ in stems)
    written: dict[str, str] = {}
    for stem, word in stems:
        written.setdefault(stem, word)
    return {stem: written[stem] for stem, _ in counted.most_common(MOST_WORDS)}


def _stems(texts: Iterable[str], language: str) -> set[str]:
    words = islice((word for text in texts for word in _words(text)), MOST_WORDS)
    return {stem_of(word, language) for word in words if is_telling(word, language)}


def _words(text: str) -> Iterable[str]:
    """The words of a text, in small letters."""
    found = (match.group() for match in _WORD.finditer(text[:LONGEST_READ].casefold()))
    return islice((word for word in found if len(word) <= LONGEST_WORD), MOST_WORDS)
