"""A qualification out of a CASE framework package, ours or anybody's.

Depth decides what an item becomes: core task, work process, indicator. Our own item types go before depth, and what is
deeper than an indicator is told with its code beside the indicators. Real exports leave out much that the format asks
for; only what makes a framework impossible to understand is refused.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count

from foundation.messages import say, say_many
from qualification_files.formats.case.items import (
    Association,
    Item,
    JsonObject,
    as_it_stands,
    bounded,
    extensions_of,
    identifier_of,
    names_of,
    read_associations,
    read_items,
    text_of,
)
from qualification_files.formats.case.notes import Values, values_in
from qualification_files.formats.case.tree import CHILD, PART, RELATED, Forest, Node
from qualification_files.formats.case.words import Kind
from qualification_files.formats.findings import Remarks
from qualification_files.formats.json_text import Json, names_key, read_json
from qualification_files.formats.sbb.texts import clipped, one_line, plain
from qualification_files.formats.values import (
    Competence,
    CoreTask,
    Dossier,
    FileReport,
    Indicator,
    Instruction,
    Knowledge,
    Part,
    QualificationFile,
    UnreadableFile,
    WorkProcess,
)
from qualification_files.rules.states import QualificationKind

MOST_REMARKS = 200
LONGEST_NAME = 500
LONGEST_TITLE = 400
LONGEST_NUMBER = 40
LONGEST_LETTER = 5
LANGUAGES = ("nl", "en")
# One program writes the same objects under names of its own.
OTHER_NAMES = {"CFDocument": "document", "CFItems": "items", "CFAssociations": "associations"}


def recognises(data: bytes, name: str) -> bool:
    """Whether this is JSON with the parts of a CASE framework."""
    return names_key(data, "CFDocument") or names_key(data, "CFItems") or names_key(data, "CFDocuments")


def read(data: bytes) -> FileReport:
    """The one qualification that a framework package makes."""
    package = _package(read_json(data).value)
    document = _document(package)
    items = read_items(_part(package, "CFItems"), next(iter(names_of(dict(document))), ""))
    associations = read_associations(_part(package, "CFAssociations"))
    remarks = Remarks(MOST_REMARKS)
    forest = Forest(items, associations, names_of(dict(document)), remarks)
    made = _Reader(document, items, associations, forest, remarks).qualification()
    warnings = tuple(replace(remark, code=made.code) for remark in remarks.all())
    return FileReport(dossiers=(made.dossier,), qualifications=(made,), warnings=warnings)


def _package(found: Json) -> JsonObject:
    if isinstance(found, dict) and isinstance(found.get("CFPackage"), dict):
        found = found["CFPackage"]
    if not isinstance(found, dict):
        raise UnreadableFile(say("A CASE file is one object, between { and }, with a CFDocument in it."))
    if isinstance(found.get("CFDocuments"), list):
        raise UnreadableFile(
            say("This is a list of frameworks (CFDocuments), without their items. Fetch the package of one of them.")
        )
    return found


def _document(package: JsonObject) -> JsonObject:
    found = _part(package, "CFDocument")
    if isinstance(found, dict):
        return found
    if found is None and _part(package, "CFItems") is not None and text_of(package.get("title")):
        return package  # the document itself, with its items in it
    if found is None:
        raise UnreadableFile(
            say("There is no CFDocument in this file, so it is not a CASE framework. Choose a CFPackage in JSON.")
        )
    raise UnreadableFile(say("%(name)s must be an object, between { and }.", name="CFDocument"))


def _part(package: JsonObject, name: str) -> Json:
    found = package.get(name)
    return package.get(OTHER_NAMES[name]) if found is None else found


@dataclass
class _Reader:
    """Makes the parts of one qualification, and keeps what deserves a look."""

    document: JsonObject
    items: Sequence[Item]
    associations: Sequence[Association]
    forest: Forest
    remarks: Remarks
    _competences: dict[int, Item] = field(default_factory=dict)
    _called: dict[int, list[tuple[int, str, bool]]] = field(default_factory=dict)

    def qualification(self) -> QualificationFile:
        """The qualification with its core tasks."""
        trees = self.forest.trees()
        self._note_competences()
        own = any(item.own for item in self.items)
        facts = _Facts(self.document, self.items, self.remarks, own=own)
        tasks = self._core_tasks([node for node in trees if not self._is_competence(node.item)], facts.title)
        self._remark_other_relations()
        return facts.qualification(tasks, self._all_competences(trees))

    def _core_tasks(self, trees: Sequence[Node], title: str) -> tuple[CoreTask, ...]:
        loose = [node for node in trees if _kind(node) not in (None, Kind.CORE_TASK)]
        if all(not node.children and _kind(node) is None for node in trees):
            loose = list(trees)
            text = say("The items stand on one level. They became work processes of one core task.")
            self.remarks.add(None, text, say("CFItems"))
        elif loose:
            text = say_many(
                "One item stands outside every core task. It was put in a core task of its own.",
                "%(count)s items stand outside every core task. They were put in a core task of their own.",
                len(loose),
            )
            self.remarks.add(None, text, loose[0].item.where)
        outside = {node.item.place for node in loose}
        inside = [node for node in trees if node.item.place not in outside]
        numbers = self._numbers(inside, "K")
        tasks = [self._core_task(node, numbers[node.item.place]) for node in inside]
        if loose:
            number = next(_unused("K", {task.number.casefold() for task in tasks}))
            tasks.append(self._filled(CoreTask(number=number, name=title[:LONGEST_NAME]), loose))
        return tuple(tasks)

    def _core_task(self, node: Node, number: str) -> CoreTask:
        item, values = node.item, node.item.values
        if item.notes and not item.own:
            self.remarks.add(None, say("The notes of this core task were left out."), item.where)
        name, _ = self._name(item)
        task = CoreTask(
            number=number,
            part=item.item_type.part if item.item_type else Part.OWN,
            name=name,
            complexity=values.text("Complexity"),
            complexity_extra=values.text("Complexity (profile part)"),
            responsibility=values.text("Responsibility"),
            responsibility_extra=values.text("Responsibility (profile part)"),
            source_id=values.text("Source number"),
            identifier=item.identifier,
        )
        return self._filled(task, node.children)

    def _filled(self, task: CoreTask, nodes: Sequence[Node]) -> CoreTask:
        """The core task with what stands under it."""
        known = [node for node in nodes if _kind(node) is Kind.KNOWLEDGE]
        bare = [node for node in nodes if _kind(node) is Kind.INDICATOR]
        processes = [node for node in nodes if _kind(node) not in (Kind.KNOWLEDGE, Kind.INDICATOR)]
        numbers = self._numbers(processes, f"{task.number}-W" if len(task.number) < LONGEST_NUMBER - 8 else "W")
        made = [self._work_process(node, numbers[node.item.place]) for node in processes]
        if bare:
            made.append(self._process_of_bare(task, bare, numbers.values()))
        deeper = [below for node in processes for _, below in node.below() if _kind(below) is Kind.KNOWLEDGE]
        return replace(
            task,
            work_processes=tuple(made),
            knowledge=tuple(self._knowledge(node.item) for node in (*known, *deeper)),
        )

    def _process_of_bare(self, task: CoreTask, bare: Sequence[Node], taken: Iterable[str]) -> WorkProcess:
        text = say_many(
            "One indicator stands outside every work process. It was put in a work process of its own.",
            "%(count)s indicators stand outside every work process. They were put in a work process of their own.",
            len(bare),
        )
        self.remarks.add(None, text, bare[0].item.where)
        number = next(_unused("W", {number.casefold() for number in taken}))
        return WorkProcess(number=number, name=task.name, indicators=tuple(self._indicators(bare)))

    def _work_process(self, node: Node, number: str) -> WorkProcess:
        item, values = node.item, node.item.values
        name, rest = self._name(item)
        foreign = "\n\n".join(filter(None, (rest, "" if item.own else item.notes)))
        called = sorted(self._called.get(item.place, ()))
        return WorkProcess(
            number=number,
            name=name,
            description=values.text("Description") or foreign,
            description_extra=values.text("Description (profile part)"),
            result=values.text("Result"),
            result_extra=values.text("Result (profile part)"),
            behaviour=values.text("Behaviour"),
            behaviour_extra=values.text("Behaviour (profile part)"),
            competences=tuple(letter for _, letter, extra in called if not extra),
            competences_extra=tuple(letter for _, letter, extra in called if extra),
            indicators=tuple(self._indicators(node.children)),
            source_id=values.text("Source number"),
            knowledge_and_skills=values.text("Knowledge and skills"),
            identifier=item.identifier,
        )

    def _indicators(self, nodes: Sequence[Node]) -> Iterable[Indicator]:
        for node in nodes:
            if _kind(node) is not Kind.KNOWLEDGE:
                yield self._indicator(node.item)
            deeper = [below.item for _, below in node.below() if _kind(below) is not Kind.KNOWLEDGE]
            if deeper:
                text = say_many(
                    "One item stands deeper than an indicator. It became an indicator too, with its code before it.",
                    "%(count)s items stand deeper than an indicator. They became indicators too, with their codes "
                    "before them.",
                    len(deeper),
                )
                self.remarks.add(None, text, node.item.where)
            yield from (self._indicator(item, prefixed=True) for item in deeper)

    def _indicator(self, item: Item, *, prefixed: bool = False) -> Indicator:
        text = self._words(item)
        if prefixed and item.code:
            text = f"{item.code}: {text}"
        return Indicator(text, bool(item.item_type and item.item_type.extra), item.identifier)

    def _knowledge(self, item: Item) -> Knowledge:
        extra = bool(item.item_type and item.item_type.extra)
        return Knowledge(self._words(item), extra, item.values.text("Source number"))

    def _words(self, item: Item) -> str:
        """The text of a single line, with its explanation between brackets."""
        if item.own:
            return item.statement
        text = one_line(self._statement(item))
        return f"{text} ({one_line(item.notes)})" if item.notes else text

    def _name(self, item: Item) -> tuple[str, str]:
        """A name that is not too long, and the whole text where it is."""
        if item.own and len(item.statement) <= LONGEST_NAME and item.statement:
            return item.statement, ""
        name = one_line(self._statement(item))
        if len(name) <= LONGEST_NAME:
            return name, ""
        text = say("This name has more than %(limit)s characters. It was shortened.", limit=LONGEST_NAME)
        self.remarks.add(None, text, item.where)
        return clipped(item.abbreviated or name, LONGEST_NAME), item.statement

    def _statement(self, item: Item) -> str:
        found = item.statement or item.abbreviated or item.label or item.code
        if not item.statement:
            text = say("This item has no text (fullStatement). It is called “%(name)s”.", name=clipped(found) or "…")
            self.remarks.add(None, text, item.where)
        return found or "…"

    def _numbers(self, nodes: Sequence[Node], stem: str) -> dict[int, str]:
        """A number for each of some siblings: its code where that is its own and short, or else its place in a list."""
        codes = {node.item.place: node.item.code for node in nodes}
        listed = {node.item.place: node.item.enumeration.rstrip(".)") for node in nodes}
        times = Counter(code.casefold() for code in codes.values())
        times_listed = Counter(number.casefold() for number in listed.values())
        numbers = {place: code for place, code in codes.items() if _fits(code, times)}
        taken = {number.casefold() for number in numbers.values()}
        made_up = _unused(stem, taken)
        for node in nodes:
            place = node.item.place
            if place in numbers:
                continue
            number = listed[place]
            if not _fits(number, times_listed) or number.casefold() in taken:
                number = next(made_up)
            numbers[place] = number
            taken.add(number.casefold())
        return numbers

    # --- competences -------------------------------------------------------------------------------------------------

    def _note_competences(self) -> None:
        self._competences = {
            item.place: item for item in self.items if item.item_type and item.item_type.kind is Kind.COMPETENCE
        }
        for association in self.associations:
            ends = self.forest.place_of(association.origin), self.forest.place_of(association.destination)
            process, competence = ends if ends[1] in self._competences else ends[::-1]
            if association.kind != RELATED or process is None or competence not in self._competences:
                continue
            called = self._called.setdefault(process, [])
            called.append((association.sequence or 0, _letter(self._competences[competence]), association.profile))

    def _all_competences(self, trees: Sequence[Node]) -> tuple[Competence, ...]:
        nodes = [node for tree in trees for node in (tree, *(below for _, below in tree.below()))]
        found = [node.item for node in nodes if node.item.place in self._competences]
        return tuple(Competence(_letter(item), item.statement[:200], item.label[:200]) for item in found)

    def _is_competence(self, item: Item) -> bool:
        return bool(item.item_type and item.item_type.kind in (Kind.COMPETENCES, Kind.COMPETENCE))

    def _remark_other_relations(self) -> None:
        used = (CHILD, PART, RELATED) if self._competences else (CHILD, PART)
        others = sum(association.kind not in used for association in self.associations)
        if others:
            text = say_many(
                "One association of another kind was left out: it has no place in a qualification.",
                "%(count)s associations of other kinds were left out: they have no place in a qualification.",
                others,
            )
            self.remarks.add(None, text, say("CFAssociations"))


@dataclass
class _Facts:
    """What the document says about the qualification as a whole."""

    document: JsonObject
    items: Sequence[Item]
    remarks: Remarks
    own: bool

    @property
    def title(self) -> str:
        """Its name."""
        return self._line("title") or "CASE"

    def qualification(self, tasks: tuple[CoreTask, ...], competences: tuple[Competence, ...]) -> QualificationFile:
        """The qualification with these parts."""
        values = self._values()
        level = values.number("Level")
        hours = values.number("Study load in hours")
        return QualificationFile(
            code=values.text("Code")[:LONGEST_NUMBER] or self._made_up_code(),
            name=self._shortened(self.title, LONGEST_TITLE),
            level=level if level and 1 <= level <= 8 else None,
            language=self._language(),
            valid_from=self._day("statusStartDate"),
            intake_ends=values.day("End of intake"),
            programme_ends=self._day("statusEndDate"),
            programme_type=values.text("Type of programme")[:100],
            study_load_hours=hours,
            description=self._text("description") or ("" if self.own else self._text("notes")),
            occupational_group=values.text("Occupational group"),
            legal_requirements=values.answer("Legal requirements"),
            legal_requirements_explanation=values.text("Explanation of the legal requirements"),
            legal_requirements_source=values.text("Source of the legal requirements"),
            profile_chapter=values.number("Chapter of the profile") or 0,
            profile_source_id=values.text("Source number of the profile"),
            core_tasks=tasks,
            competences=competences,
            dossier=self._dossier(values),
            cohort=values.text("Cohort")[:40],
            kind=_qualification_kind(values.text("Kind")),
            link_by_default=bool(values.answer("Linked by default")),
            terms=_terms(values.text("Terms")),
            instruction=_instruction(values),
            identifier=identifier_of(self.document.get("identifier") or self.document.get("sourcedId")),
        )

    def _values(self) -> Values:
        if not self.own:
            return Values({})
        return Values({**values_in(self._text("notes")), **extensions_of(self.document)})

    def _dossier(self, values: Values) -> Dossier:
        return Dossier(
            code=values.text("Dossier")[:40],
            name=values.text("Name of the dossier")[:LONGEST_TITLE],
            version=self._shortened(self._line("version"), 40),
            status=values.text("Status of the dossier"),
            valid_from=values.day("Dossier valid from"),
            adopted_on=values.day("Adopted on"),
            adopted_by=values.text("Adopted by") if self.own else self._line("creator"),
            sector_chamber=values.text("Sector chamber"),
            domain_code=values.text("Domain"),
            domain_name=values.text("Name of the domain"),
            legal_requirements=values.answer("Legal requirements of the dossier"),
            group_context=values.text("Context of the occupational group"),
            group_attitude=values.text("Attitude of the occupational group"),
            group_result=values.text("Result of the occupational group"),
            source_id=values.text("Source number of the dossier"),
        )

    def _made_up_code(self) -> str:
        """A framework has no code; the beginning of its identifier tells it from others, the same on every import."""
        known = next((name for name in names_of(dict(self.document)) if name), "") or self.title
        code = f"CASE-{one_line(known)[:8].upper().strip(' -')}"
        text = say("A CASE framework has no code. It got the code %(code)s; change it if it has another.", code=code)
        self.remarks.add(None, text, say("CFDocument"))
        return code

    def _language(self) -> str:
        tags = [text_of(self.document.get("language")), *(item.language for item in self.items)]
        known = Counter(tag[:2].casefold() for tag in tags if tag)
        first = tags[0][:2].casefold()
        chosen = first or next((tag for tag, _ in known.most_common(1)), "")
        if chosen in LANGUAGES:
            return chosen
        return "en"

    def _shortened(self, text: str, limit: int) -> str:
        if len(text) <= limit:
            return text
        remark = say("This text has more than %(limit)s characters. It was shortened.", limit=limit)
        self.remarks.add(None, remark, say("CFDocument"))
        return clipped(text, limit)

    def _day(self, name: str) -> date | None:
        written = text_of(self.document.get(name)).strip()
        if not written:
            return None
        try:
            return date.fromisoformat(written[:10])
        except ValueError:
            text = say("“%(written)s” is not a date like 2026-08-31. It was left out.", written=clipped(written))
            self.remarks.add(None, text, say("CFDocument.%(name)s", name=name))
            return None

    def _line(self, name: str) -> str:
        text = self._text(name)
        return text if self.own and "\n" not in text else one_line(text)

    def _text(self, name: str) -> str:
        text = bounded(text_of(self.document.get(name)), say("CFDocument.%(name)s", name=name))
        return as_it_stands(text) if self.own else plain(text)


def _kind(node: Node) -> Kind | None:
    return node.item.item_type.kind if node.item.item_type else None


def _fits(number: str, times: Mapping[str, int]) -> bool:
    return bool(number) and len(number) <= LONGEST_NUMBER and times[number.casefold()] == 1


def _unused(stem: str, taken: Collection[str]) -> Iterator[str]:
    """Numbers of our own making that are not taken at the moment they are asked for."""
    return (number for place in count(1) if (number := f"{stem}{place}").casefold() not in taken)


def _letter(item: Item) -> str:
    return (item.code or item.statement)[:LONGEST_LETTER]


def _qualification_kind(written: str) -> QualificationKind:
    return next((kind for kind in QualificationKind if kind == written), QualificationKind.REGULAR)


def _terms(written: str) -> Mapping[str, object]:
    try:
        found = json.loads(written) if written else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _instruction(values: Values) -> Instruction | None:
    if not values.answer("Portfolio instruction"):
        return None
    title, explanation = values.text("Instruction title")[:200], values.text("Instruction explanation")
    return Instruction(title, explanation, values.text("Instruction"))
