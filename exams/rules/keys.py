"""How groups and steps of a form are called by the cut score, by papers and by other programs.

A group is called by the number of its work process, or G1, G2, ...; a step by its group and a number, B1-K1-W1.3. A key
never changes, not even when a step goes to another group, and no two on a form have the same.
"""

from collections.abc import Collection
from itertools import count

LONGEST_KEY = 40
LONGEST_GROUP_KEY = LONGEST_KEY - len(".9999")


def group_key(number: str, taken: Collection[str]) -> str:
    """The key of a new group: the number of its work process if that is free and fits, else the next G."""
    if number and number not in taken and len(number) <= LONGEST_GROUP_KEY:
        return number
    return next(key for place in count(1) if (key := f"G{place}") not in taken)


def step_key(group: str, taken: Collection[str]) -> str:
    """The key of a new step in this group: the first that is free."""
    return next(key for place in count(1) if (key := f"{group}.{place}") not in taken)
