"""Core tasks and work processes, read once per dossier and then as each profile sees them (BR-03).

Reading once matters: six profiles share the base, and a defect or a remark in it should be told once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from xml.etree.ElementTree import Element

from foundation.messages import Message, say
from qualification_files.formats.findings import Remarks, Unplaceable
from qualification_files.formats.sbb.elements import PER_PROFILE, chapter_of, joined, key, name_of, own_text
from qualification_files.formats.sbb.incoming import Limits
from qualification_files.formats.sbb.texts import bullets, clipped
from qualification_files.formats.values import CoreTask, Indicator, Knowledge, Part, WorkProcess

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ByProfile(Generic[T]):
    """What holds for all profiles, and what is added for single ones (by the number SBB gave the profile)."""

    own: T
    extra: Mapping[str, T]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedProcess:
    """A work process with the additions for all profiles."""

    number: str
    name: str
    description: ByProfile[str]
    result: ByProfile[str]
    behaviour: ByProfile[str]
    indicators: ByProfile[tuple[Indicator, ...]]
    competences: ByProfile[tuple[str, ...]]
    source_id: str

    def seen_by(self, profile: str) -> WorkProcess:
        """The work process with the additions for this profile alone."""
        return WorkProcess(
            number=self.number,
            name=self.name,
            description=self.description.own,
            description_extra=self.description.extra.get(profile, ""),
            result=self.result.own,
            result_extra=self.result.extra.get(profile, ""),
            behaviour=self.behaviour.own,
            behaviour_extra=self.behaviour.extra.get(profile, ""),
            competences=self.competences.own,
            competences_extra=self.competences.extra.get(profile, ()),
            indicators=self.indicators.own + self.indicators.extra.get(profile, ()),
            source_id=self.source_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTask:
    """A core task with the additions for all profiles."""

    number: str
    part: Part
    name: str
    complexity: ByProfile[str]
    responsibility: ByProfile[str]
    knowledge: ByProfile[tuple[Knowledge, ...]]
    processes: tuple[SharedProcess, ...]
    source_id: str

    def seen_by(self, profile: str) -> CoreTask:
        """The core task with the additions for this profile alone."""
        return CoreTask(
            number=self.number,
            part=self.part,
            name=self.name,
            complexity=self.complexity.own,
            complexity_extra=self.complexity.extra.get(profile, ""),
            responsibility=self.responsibility.own,
            responsibility_extra=self.responsibility.extra.get(profile, ""),
            knowledge=self.knowledge.own + self.knowledge.extra.get(profile, ()),
            work_processes=tuple(process.seen_by(profile) for process in self.processes),
            source_id=self.source_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReader:
    """Reads core tasks; `code` is the dossier or qualification that remarks are about."""

    code: str | None
    profiles: frozenset[str]
    knowledge: Mapping[str, str]
    competences: Mapping[str, str]
    limits: Limits
    remarks: Remarks

    def tasks(self, nodes: Iterable[Element], prefix: str, part: Part) -> tuple[SharedTask, ...]:
        """The core tasks in the order of the file, numbered as in B1-K1."""
        tasks = tuple(self._task(node, prefix, part) for node in nodes)
        _refuse_twice(task.number for task in tasks)
        return tasks

    def _task(self, node: Element, prefix: str, part: Part) -> SharedTask:
        number = f"{prefix}-K{chapter_of(node)}"
        what = say("core task %(number)s", number=number)
        name = name_of(node, what, self.limits.name)
        found = node.findall("basiswerkprocessen/werkproces") + node.findall("profielwerkprocessen/werkproces")
        if not found:
            raise Unplaceable(
                say("Core task %(number)s (%(name)s) has no work processes.", number=number, name=clipped(name))
            )
        processes = tuple(self._process(child, number) for child in found)
        _refuse_twice(process.number for process in processes)
        return SharedTask(
            number=number,
            part=part,
            name=name,
            complexity=self._text(node, "complexiteit", what),
            responsibility=self._text(node, "verantwoordelijkheid", what),
            knowledge=self._knowledge(node.find("vakkennisenvaardigheden"), what),
            processes=processes,
            source_id=key(node),
        )

    def _process(self, node: Element, task: str) -> SharedProcess:
        number = f"{task}-W{chapter_of(node)}"
        what = say("work process %(number)s", number=number)
        behaviour = self._text(node, "werkprocesgedrag", what)
        return SharedProcess(
            number=number,
            name=name_of(node, what, self.limits.name),
            description=self._text(node, "werkprocesomschrijving", what),
            result=self._text(node, "werkprocesresultaat", what),
            behaviour=behaviour,
            indicators=self._indicators(behaviour, what),
            competences=self._competences(node.find("werkprocescompetenties"), what),
            source_id=key(node),
        )

    def _text(self, node: Element, tag: str, what: Message) -> ByProfile[str]:
        found = node.find(tag)
        if found is None:
            return ByProfile("", {})
        extra: dict[str, list[str]] = {}
        for profiles, addition in self._additions(found, tag, what):
            texts = [text for child in addition if child.tag != "profiel" and (text := own_text(child))]
            for profile in profiles if texts else ():
                extra.setdefault(profile, []).extend(texts)
        return ByProfile(own_text(found), {profile: joined(texts) for profile, texts in extra.items()})

    def _additions(self, node: Element, tag: str, what: Message) -> Iterator[tuple[list[str], Element]]:
        for addition in node.iterfind(f"{tag}{PER_PROFILE}/aanvullend"):
            named = dict.fromkeys(key(reference, "referentie") for reference in addition.iterfind("profiel"))
            for profile in named:
                if profile not in self.profiles:
                    self._remark(
                        say(
                            "An addition is for profile %(key)s, which is not in this dossier. It was left out.",
                            key=clipped(profile),
                        ),
                        what,
                    )
            yield [profile for profile in named if profile in self.profiles], addition

    def _indicators(self, behaviour: ByProfile[str], what: Message) -> ByProfile[tuple[Indicator, ...]]:
        own = _indicators(behaviour.own, extra=False)
        self._remark_on_indicators(behaviour.own, own, what)
        return ByProfile(own, {profile: _indicators(text, extra=True) for profile, text in behaviour.extra.items()})

    def _remark_on_indicators(self, behaviour: str, indicators: tuple[Indicator, ...], what: Message) -> None:
        if behaviour and not indicators:
            self._remark(say("The behaviour has no bullets, so it gave no performance indicators."), what)
        for indicator in indicators:
            if indicator.text.endswith(":"):
                text = clipped(indicator.text)
                self._remark(
                    say("The performance indicator “%(indicator)s” looks like a heading. Check it.", indicator=text),
                    what,
                )

    def _knowledge(self, node: Element | None, what: Message) -> ByProfile[tuple[Knowledge, ...]]:
        if node is None:
            return ByProfile((), {})
        self._refuse_too_many(node, what)
        tag = "vakkennisenvaardigheden"
        extra: dict[str, tuple[Knowledge, ...]] = {}
        for profiles, addition in self._additions(node, tag, what):
            found = tuple(self._known(addition.iter(tag), what, extra=True))
            extra |= {profile: extra.get(profile, ()) + found for profile in profiles}
        return ByProfile(tuple(self._known(_own_knowledge(node), what, extra=False)), extra)

    def _known(self, nodes: Iterable[Element], what: Message, *, extra: bool) -> Iterator[Knowledge]:
        for node in nodes:
            reference = key(node, "referentie")
            if reference in self.knowledge:
                yield Knowledge(self.knowledge[reference], extra, reference)
            else:
                self._remark(
                    say(
                        "Knowledge or skill %(key)s is referred to and not in this dossier. It was left out.",
                        key=clipped(reference),
                    ),
                    what,
                )

    def _competences(self, node: Element | None, what: Message) -> ByProfile[tuple[str, ...]]:
        if node is None:
            return ByProfile((), {})
        self._refuse_too_many(node, what)
        extra: dict[str, tuple[str, ...]] = {}
        for profiles, addition in self._additions(node, "werkprocescompetenties", what):
            found = tuple(self._letters(addition.iter("competentie"), what))
            extra |= {profile: extra.get(profile, ()) + found for profile in profiles}
        return ByProfile(tuple(self._letters(node.iterfind("competentie"), what)), extra)

    def _refuse_too_many(self, node: Element, what: Message) -> None:
        if sum(1 for _ in node.iter()) > self.limits.references:
            raise Unplaceable(
                say("There are more than %(limit)s references in %(what)s.", limit=self.limits.references, what=what)
            )

    def _letters(self, nodes: Iterable[Element], what: Message) -> Iterator[str]:
        for node in nodes:
            reference = key(node, "referentie")
            if reference in self.competences:
                yield self.competences[reference]
            else:
                self._remark(
                    say(
                        "Competence %(key)s is referred to and not in this file. It was left out.",
                        key=clipped(reference),
                    ),
                    what,
                )

    def _remark(self, text: Message, what: Message) -> None:
        self.remarks.add(self.code, text, what)


def _own_knowledge(node: Element) -> Iterator[Element]:
    yield from node.iterfind("vakkennisenvaardigheden")
    for grouped in node.iterfind("vakkennisenvaardigheden_met_categorie"):
        yield from grouped.iter("vakkennisenvaardigheden")


def _indicators(text: str, *, extra: bool) -> tuple[Indicator, ...]:
    return tuple(Indicator(bullet, extra) for bullet in bullets(text))


def _refuse_twice(numbers: Iterable[str]) -> None:
    for number, times in Counter(numbers).items():
        if times > 1:
            raise Unplaceable(
                say("The number %(number)s occurs %(times)s times, and must be unique.", number=number, times=times)
            )
