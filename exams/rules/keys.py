"""How groups and steps of a form are called by the cut score, by papers and by other programs.

A group is called by the number of its work process, or G1, G2, ...; a step by its group and a number, B1-K1-W1.3. A key
never changes, not even when a step goes to another group, and no two on a form have the same. Numbers go upwards: the
key of what was taken off is not given to something else, as long as the cut score or another edition may mean it.
"""

from collections.abc import Collection, Iterator
from itertools import chain, count

LONGEST_KEY = 40
MOST_DIGITS = 4
LONGEST_GROUP_KEY = LONGEST_KEY - len(".") - MOST_DIGITS


def group_key(number: str, taken: Collection[str]) -> str:
    """The key of a new group: the number of its work process if that is free and fits, else the next G."""
    if number and number not in taken and len(number) <= LONGEST_GROUP_KEY:
        return number
    return _next("G", taken)


def step_key(group: str, taken: Collection[str]) -> str:
    """The key of a new step in this group: with the number after the highest that is taken."""
    return _next(f"{group}.", taken)


def first_step_keys(group: str, many: int, taken: Collection[str]) -> list[str]:
    """The keys of the first steps of a new group: 1, 2, ..., without those that a step took to another group."""
    keys = list[str]()
    for place in range(1, many + 1):
        key = f"{group}.{place}"
        keys.append(step_key(group, {*taken, *keys}) if key in taken or key in keys else key)
    return keys


def _next(beginning: str, taken: Collection[str]) -> str:
    numbers = _numbers(beginning, taken)
    return next(key for number in numbers if (key := f"{beginning}{number}") not in taken)


def _numbers(beginning: str, taken: Collection[str]) -> Iterator[int]:
    """Upwards from the highest; where that would be too long, the first that is free."""
    ends = [key[len(beginning) :] for key in taken if key.startswith(beginning)]
    highest = max((int(end) for end in ends if _is_number(end)), default=0)
    return chain(range(highest + 1, 10**MOST_DIGITS), count(1))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def keys_named(cut_score: object) -> set[str]:
    """Every text in a cut score as it is kept, among them the keys of the groups and steps it speaks of."""
    if isinstance(cut_score, str):
        return {cut_score}
    if isinstance(cut_score, dict):
        return {*cut_score}.union(*map(keys_named, cut_score.values()))
    if isinstance(cut_score, list | tuple):
        return set().union(*map(keys_named, cut_score))
    return set()
