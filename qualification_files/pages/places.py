"""Places in a file, as somebody reads them who has never seen the inside of one."""

import re
from collections.abc import Callable, Mapping

from foundation.messages import Message, say

_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?\.?")
_FIRST = re.compile(r"[.\[]")
# Each list of the formats by what one of its elements is called.
_ONE_OF: Mapping[str, Callable[[int], Message]] = {
    "qualifications": lambda number: say("qualification %(number)s", number=number),
    "core_tasks": lambda number: say("core task %(number)s", number=number),
    "work_processes": lambda number: say("work process %(number)s", number=number),
    "indicators": lambda number: say("indicator %(number)s", number=number),
    "competences": lambda number: say("competence %(number)s", number=number),
    "knowledge": lambda number: say("piece of knowledge %(number)s", number=number),
    "CFItems": lambda number: say("item %(number)s", number=number),
    "CFAssociations": lambda number: say("link between items %(number)s", number=number),
    "standards": lambda number: say("standard %(number)s", number=number),
    "standardelements": lambda number: say("element %(number)s", number=number),
}
_WHOLE: Mapping[str, Message] = {
    "CFDocument": say("the framework itself"),
    "CFItems": say("the items"),
    "CFAssociations": say("the links between items"),
    "framework": say("framework"),
}


def place_in_words(where: Message) -> Message:
    """The same place: a path such as `core_tasks[2].name` in words, what is words already as it is."""
    path, _, name = str(where).partition(", ")
    if where.text != "%(path)s" and _FIRST.split(path)[0] not in _WHOLE:
        return where
    steps = [_step(part, int(place) + 1 if place else None) for part, place in _STEP.findall(path)]
    if name:  # an item of CASE is followed by what it is called
        steps.append(say("%(name)s", name=name))
    found = steps[0] if steps else where
    for step in steps[1:]:
        found = say("%(place)s, %(part)s", place=found, part=step)
    return found


def _step(name: str, number: int | None) -> Message:
    if number is None:
        return _WHOLE.get(name) or say("“%(name)s”", name=name)
    one_of = _ONE_OF.get(name)
    return one_of(number) if one_of else say("“%(name)s” %(number)s", name=name, number=number)
