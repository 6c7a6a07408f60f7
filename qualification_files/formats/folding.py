"""From a framework of any depth, as other programs keep it, to core tasks, work processes and indicators.

The first level becomes core tasks, the second work processes, the third performance indicators. What lies deeper joins
the indicators; a framework of a single level becomes the work processes of one core task. Nothing is left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from foundation.messages import Message, say
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import CoreTask, Indicator, WorkProcess

LONGEST_NUMBER = 40
LONGEST_NAME = 500
_ENDINGS = ("...", "…", "..")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One item of a framework; texts are plain. Siblings stand in the order of `order`, and then as they came."""

    key: str
    title: str
    where: Message  # the place in the file
    parent: str = ""  # the key of another; empty at the top
    code: str = ""  # as people write it
    text: str = ""
    order: float = 0
    identifier: UUID | None = None


@dataclass(frozen=True, slots=True)
class Folded:
    """The tree, and what a person should know about how it came to be: words and place."""

    core_tasks: tuple[CoreTask, ...]
    remarks: tuple[tuple[Message, Message], ...]


Children = Mapping[str, Sequence[Node]]


def fold(nodes: Sequence[Node], *, name: str) -> Folded:
    """The tree of a framework called `name`; every parent is there and no item is under itself (see `cycle_in`)."""
    fold_ = _Fold(_children(nodes))
    return Folded(fold_.core_tasks(name), tuple(fold_.remarks))


def cycle_in(nodes: Sequence[Node]) -> Node | None:
    """An item that is, over others, its own parent: none of those hangs under the top."""
    children, reached, waiting = _children(nodes), set[str](), [""]
    while waiting:
        for node in children.get(waiting.pop(), ()):
            if node.key not in reached:
                reached.add(node.key)
                waiting.append(node.key)
    return next((node for node in nodes if node.key not in reached), None)


def statement(title: str, text: str) -> str:
    """An item as one text: a title that only repeats or shortens the text is left out."""
    if not text or not title:
        return title or text
    return text if _says_the_same(title, text) else f"{title}: {text}"


def _says_the_same(title: str, text: str) -> bool:
    short, long = " ".join(title.split()), " ".join(text.split())
    for ending in _ENDINGS:
        if short.endswith(ending):
            return long.startswith(short.removesuffix(ending).rstrip())
    return short == long


def _children(nodes: Sequence[Node]) -> Children:
    found: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(nodes, key=lambda node: node.order):
        found[node.parent].append(node)
    return found


@dataclass
class _Fold:
    children: Children
    remarks: list[tuple[Message, Message]] = field(default_factory=list)

    def core_tasks(self, name: str) -> tuple[CoreTask, ...]:
        top = self.children.get("", ())
        if any(self.children.get(node.key) for node in top):
            return tuple(
                self._core_task(node, number) for node, number in zip(top, self._numbers(top, before=""), strict=True)
            )
        self._remark(
            say(
                "The items are all on one level. They became the work processes of one core task, which has the name "
                "of the whole."
            ),
            say("the file as a whole"),
        )
        return (
            CoreTask(
                number="1",
                name=clipped(name, LONGEST_NAME),
                work_processes=tuple(self._work_processes(top, parent="1")),
            ),
        )

    def _core_task(self, node: Node, number: str) -> CoreTask:
        name, text = self._named(node)
        below = self.children.get(node.key, ())
        if not below:
            self._remark(say("“%(name)s” has no work processes: nothing is under it.", name=clipped(name)), node.where)
        if text:
            self._remark(
                say(
                    "A core task has no description. The one of “%(name)s” stands under its complexity.",
                    name=clipped(name),
                ),
                node.where,
            )
        return CoreTask(
            number=number,
            name=name,
            complexity=text,
            work_processes=tuple(self._work_processes(below, parent=number)),
            identifier=node.identifier,
        )

    def _work_processes(self, nodes: Sequence[Node], *, parent: str) -> Iterator[WorkProcess]:
        for node, number in zip(nodes, self._numbers(nodes, before=f"{parent}."), strict=True):
            name, text = self._named(node)
            yield WorkProcess(
                number=number,
                name=name,
                description=text,
                indicators=tuple(self._indicators(node)),
                identifier=node.identifier,
            )

    def _indicators(self, process: Node) -> Iterator[Indicator]:
        waiting = [(node, False) for node in reversed(self.children.get(process.key, ()))]
        deeper = 0
        while waiting:
            node, is_deeper = waiting.pop()
            deeper += is_deeper
            yield Indicator(text=statement(node.title, node.text), identifier=node.identifier)
            waiting += [(below, True) for below in reversed(self.children.get(node.key, ()))]
        if deeper:
            self._remark(
                say(
                    "Under “%(name)s” are more than three levels. The %(count)s items of the deeper ones became "
                    "performance indicators too.",
                    name=clipped(process.title),
                    count=deeper,
                ),
                process.where,
            )

    def _named(self, node: Node) -> tuple[str, str]:
        """Name and further text; of a name that was shortened the whole stands in the text."""
        title, text = " ".join(node.title.split()), node.text
        if not title or (text and _says_the_same(title, text)):
            title, text = " ".join(text.split()), ""
        if len(title) <= LONGEST_NAME:
            return title, text
        self._remark(
            say(
                "The name of “%(name)s” has more than %(limit)s characters. It is shortened; the whole is in the text.",
                name=clipped(title),
                limit=LONGEST_NAME,
            ),
            node.where,
        )
        return clipped(title, LONGEST_NAME), f"{title}\n{text}".strip()

    def _numbers(self, siblings: Sequence[Node], *, before: str) -> list[str]:
        """The code of each, or a number of our own where it has none that can serve."""
        given = [_usable(node.code) for node in siblings]
        taken, numbers, next_one = set(given), list[str](), 1
        used: set[str] = set()
        for code, node in zip(given, siblings, strict=True):
            if code in used:
                self._remark(say("The code %(code)s is used more than once here.", code=code), node.where)
            if not code or code in used:
                while f"{before}{next_one}" in taken:
                    next_one += 1
                code = f"{before}{next_one}"[-LONGEST_NUMBER:]
                next_one += 1
            taken.add(code)
            used.add(code)
            numbers.append(code)
        return numbers

    def _remark(self, text: Message, where: Message) -> None:
        self.remarks.append((text, where))


def _usable(code: str) -> str:
    """The code, unless it is too long for a number, or one that only machines read."""
    code = " ".join(code.split())
    if len(code) > LONGEST_NUMBER:
        return ""
    try:
        UUID(code)
    except ValueError:
        return code
    return ""
