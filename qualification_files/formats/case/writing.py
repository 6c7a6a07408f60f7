"""A qualification as a CASE framework package.

Core tasks, work processes, indicators, knowledge and competences are items; who belongs where are associations. What
CASE has no field for stands in the notes, or for version 1.1 in `extensions` as far as it is short.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID, uuid5

from qualification_files.formats.case.notes import is_short, told, written
from qualification_files.formats.case.words import (
    ITEM_TYPES,
    NAMESPACE,
    PROFILE_GROUPING,
    PROFILE_GROUPING_TITLE,
    CaseVersion,
    ItemType,
    Kind,
)
from qualification_files.formats.json_text import Json
from qualification_files.formats.values import (
    Competence,
    CoreTask,
    Indicator,
    Knowledge,
    Part,
    QualificationFile,
    WorkProcess,
)
from qualification_files.rules.states import QualificationState

JsonObject = dict[str, Json]
Worded = TypeVar("Worded", Indicator, Knowledge)
OWN_NAME = "proefstuk"
LONGEST_TITLE = 100
STATUSES = {
    QualificationState.DRAFT: "Draft",
    QualificationState.ACTIVE: "Adopted",
    QualificationState.DEACTIVATED: "Deprecated",
    QualificationState.SUPERSEDED: "Deprecated",
    QualificationState.CLOSED: "Deprecated",
}
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def write(
    content: QualificationFile,
    *,
    version: CaseVersion | str = CaseVersion.V1_0,
    base_url: str,
    creator: str = "",
    state: QualificationState | None = None,
    changed_at: datetime | None = None,
) -> bytes:
    """The qualification as a CASE file; the same content gives the same identifiers every time."""
    framework = Framework(
        content=content,
        version=CaseVersion(version),
        base_url=base_url,
        creator=creator,
        state=state,
        changed_at=changed_at,
    )
    return written_json(framework.package())


def written_json(value: Json) -> bytes:
    """JSON as it is sent."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True, kw_only=True)
class Framework:
    """One qualification in the words of CASE; `changed_at` is when it last changed, as far as that is known."""

    content: QualificationFile
    version: CaseVersion
    base_url: str
    creator: str = ""
    state: QualificationState | None = None
    changed_at: datetime | None = None

    @cached_property
    def identifier(self) -> UUID:
        """Of the document, and so of the package."""
        own = self.content
        return own.identifier or uuid5(NAMESPACE, json.dumps([own.code, own.cohort, own.dossier.version]))

    def package(self) -> JsonObject:
        """Everything: document, items, associations and definitions."""
        gathered = _Gathered(self)
        gathered.add_all()
        return {
            "CFDocument": self.document(),
            "CFItems": list(gathered.items),
            "CFAssociations": list(gathered.associations),
            "CFDefinitions": {
                "CFItemTypes": [self._item_type(item_type) for item_type in ITEM_TYPES if item_type in gathered.types],
                **({"CFAssociationGroupings": [self._grouping()]} if gathered.has_profile_grouping else {}),
            },
        }

    def document(self) -> JsonObject:
        """The facts of the qualification, without its parts."""
        content = self.content
        title = content.name
        return {
            **self.stamped("CFDocuments", self.identifier),
            "title": title,
            "creator": self.creator or content.dossier.adopted_by or "Proefstuk",
            **_said("publisher", self.creator),
            **_said("description", content.description),
            "language": content.language,
            **({"subject": [content.dossier.domain_name]} if content.dossier.domain_name else {}),
            **_said("version", content.dossier.version),
            **_said("adoptionStatus", STATUSES[self.state] if self.state else ""),
            **_said("statusStartDate", told(content.valid_from)),
            **_said("statusEndDate", told(content.programme_ends)),
            **self.remaining(_of_qualification(content)),
            "CFPackageURI": self.link("CFPackages", self.identifier, title),
            **({"caseVersion": "1.1", "frameworkType": "Qualification"} if self.version is CaseVersion.V1_1 else {}),
        }

    def document_link(self) -> JsonObject:
        """How an object says which document it belongs to."""
        return self.link("CFDocuments", self.identifier, self.content.name)

    def link(self, kind: str, identifier: UUID, title: str) -> JsonObject:
        """A reference to an object."""
        return {"title": _short(title), "identifier": str(identifier), "uri": self.uri(kind, identifier)}

    def uri(self, kind: str, identifier: UUID) -> str:
        """The address of an object."""
        return f"{self.base_url.rstrip('/')}{self.version.path}/{kind}/{identifier}"

    def stamped(self, kind: str, identifier: UUID) -> JsonObject:
        """What every object begins with."""
        return {
            "identifier": str(identifier),
            "uri": self.uri(kind, identifier),
            "lastChangeDateTime": self._changed,
        }

    def remaining(self, values: Mapping[str, str]) -> JsonObject:
        """Notes and extensions that hold these values."""
        kept = {name: value for name, value in values.items() if value}
        if self.version is CaseVersion.V1_0:
            return _said("notes", written(kept))
        short: dict[str, Json] = {name: value for name, value in kept.items() if is_short(name, value)}
        texts = {name: value for name, value in kept.items() if name not in short}
        return {**_said("notes", written(texts)), **({"extensions": {OWN_NAME: short}} if short else {})}

    @cached_property
    def _changed(self) -> str:
        changed = self.changed_at or UNDATED
        return changed.astimezone(UTC).replace(microsecond=0).isoformat()

    def _item_type(self, item_type: ItemType) -> JsonObject:
        return {
            **self.stamped("CFItemTypes", item_type.identifier),
            "title": item_type.title,
            "description": item_type.title,
            "hierarchyCode": item_type.level,
            "typeCode": item_type.code,
        }

    def _grouping(self) -> JsonObject:
        return {**self.stamped("CFAssociationGroupings", PROFILE_GROUPING), "title": PROFILE_GROUPING_TITLE}


@dataclass
class _Gathered:
    """The items and associations of one framework, while they are collected."""

    of: Framework
    items: list[JsonObject] = field(default_factory=list)
    associations: list[JsonObject] = field(default_factory=list)
    types: set[ItemType] = field(default_factory=set)
    has_profile_grouping: bool = False
    _competences: dict[str, JsonObject] = field(default_factory=dict)

    def add_all(self) -> None:
        """The tree, the competences, and which work process calls on which competence."""
        content = self.of.content
        document = self.of.document_link()
        called: list[tuple[JsonObject, WorkProcess]] = []
        for place, task in enumerate(content.core_tasks, start=1):
            link = self._core_task(task, place, document)
            for at, process in enumerate(task.work_processes, start=1):
                called.append((self._work_process(process, at, link), process))
            self._knowledge(task.knowledge, link, begin=len(task.work_processes) + 1)
        self._all_competences(document, place=len(content.core_tasks) + 1)
        for link, process in called:
            self._calls_on(link, process)

    def _core_task(self, task: CoreTask, place: int, parent: JsonObject) -> JsonObject:
        values = {
            "Source number": task.source_id,
            "Complexity": task.complexity,
            "Complexity (profile part)": task.complexity_extra,
            "Responsibility": task.responsibility,
            "Responsibility (profile part)": task.responsibility_extra,
        }
        return self._item(
            task.identifier or self._derived(f"core-task/{task.number}"),
            _type_of(Kind.CORE_TASK, part=task.part),
            statement=task.name,
            code=task.number,
            values=values,
            parent=parent,
            place=place,
        )

    def _work_process(self, process: WorkProcess, place: int, parent: JsonObject) -> JsonObject:
        values = {
            "Source number": process.source_id,
            "Description": process.description,
            "Description (profile part)": process.description_extra,
            "Result": process.result,
            "Result (profile part)": process.result_extra,
            "Behaviour": process.behaviour,
            "Behaviour (profile part)": process.behaviour_extra,
            "Knowledge and skills": process.knowledge_and_skills,
        }
        link = self._item(
            process.identifier or self._derived(f"{parent['identifier']}/work-process/{process.number}"),
            _type_of(Kind.WORK_PROCESS),
            statement=process.name,
            code=process.number,
            values=values,
            parent=parent,
            place=place,
        )
        self._indicators(process.indicators, link)
        return link

    def _indicators(self, indicators: tuple[Indicator, ...], parent: JsonObject) -> None:
        path = parent["identifier"]
        for place, (indicator, nth) in enumerate(_counted(indicators), start=1):
            self._item(
                indicator.identifier or self._derived(f"{path}/indicator/{nth}/{indicator.text}"),
                _type_of(Kind.INDICATOR, extra=indicator.extra),
                statement=indicator.text,
                enumeration=str(place),
                parent=parent,
                place=place,
            )

    def _knowledge(self, knowledge: tuple[Knowledge, ...], parent: JsonObject, *, begin: int) -> None:
        path = parent["identifier"]
        for place, (known, nth) in enumerate(_counted(knowledge), start=begin):
            self._item(
                self._derived(f"{path}/knowledge/{nth}/{known.text}"),
                _type_of(Kind.KNOWLEDGE, extra=known.extra),
                statement=known.text,
                values={"Source number": known.source_id},
                parent=parent,
                place=place,
            )

    def _all_competences(self, document: JsonObject, *, place: int) -> None:
        named = {competence.code: competence for competence in self.of.content.competences}
        for task in self.of.content.core_tasks:
            for process in task.work_processes:
                for code in (*process.competences, *process.competences_extra):
                    named.setdefault(code, Competence(code, code))
        if not named:
            return
        heading = self._item(
            self._derived("competences"),
            _type_of(Kind.COMPETENCES),
            statement="Competences",
            parent=document,
            place=place,
        )
        for at, competence in enumerate(named.values(), start=1):
            self._competences[competence.code] = self._item(
                self._derived(f"competence/{competence.code}"),
                _type_of(Kind.COMPETENCE),
                statement=competence.name,
                code=competence.code,
                label=competence.name_en,
                parent=heading,
                place=at,
            )

    def _calls_on(self, link: JsonObject, process: WorkProcess) -> None:
        for place, code in enumerate(process.competences, start=1):
            self._associate("isRelatedTo", link, self._competences[code], place)
        for place, code in enumerate(process.competences_extra, start=1):
            self._associate("isRelatedTo", link, self._competences[code], place, profile=True)

    def _item(
        self,
        identifier: UUID,
        item_type: ItemType,
        *,
        statement: str,
        parent: JsonObject,
        place: int,
        code: str = "",
        label: str = "",
        enumeration: str = "",
        values: Mapping[str, str] | None = None,
    ) -> JsonObject:
        self.types.add(item_type)
        item: JsonObject = {
            **self.of.stamped("CFItems", identifier),
            "fullStatement": statement,
            **_said("alternativeLabel", label),
            **_said("humanCodingScheme", code),
            **_said("listEnumeration", enumeration),
            "language": self.of.content.language,
            "CFItemType": item_type.title,
            "CFItemTypeURI": self.of.link("CFItemTypes", item_type.identifier, item_type.title),
            **self.of.remaining(values or {}),
        }
        self.items.append(item)
        link = self.of.link("CFItems", identifier, f"{code} {statement}".strip())
        self._associate("isChildOf", link, parent, place)
        return link

    def _associate(
        self, kind: str, origin: JsonObject, destination: JsonObject, place: int, *, profile: bool = False
    ) -> None:
        name = f"{kind}/{origin['identifier']}/{destination['identifier']}" + ("/profile" if profile else "")
        self.has_profile_grouping |= profile
        grouping = self.of.link("CFAssociationGroupings", PROFILE_GROUPING, PROFILE_GROUPING_TITLE)
        self.associations.append(
            {
                **self.of.stamped("CFAssociations", self._derived(name)),
                "associationType": kind,
                "sequenceNumber": place,
                "originNodeURI": origin,
                "destinationNodeURI": destination,
                **({"CFAssociationGroupingURI": grouping} if profile else {}),
            }
        )

    def _derived(self, name: str) -> UUID:
        return uuid5(self.of.identifier, name)


def _type_of(kind: Kind, *, part: Part = Part.OWN, extra: bool = False) -> ItemType:
    return next(found for found in ITEM_TYPES if (found.kind, found.part, found.extra) == (kind, part, extra))


def _counted(parts: tuple[Worded, ...]) -> Iterator[tuple[Worded, int]]:
    """Each with how many equal texts came before it, so that equal ones get identifiers of their own."""
    before: Counter[str] = Counter()
    for part in parts:
        yield part, before[part.text]
        before[part.text] += 1


def _said(name: str, value: str) -> JsonObject:
    return {name: value} if value else {}


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _of_qualification(content: QualificationFile) -> dict[str, str]:
    dossier, instruction = content.dossier, content.instruction
    return {
        "Code": content.code,
        "Cohort": content.cohort,
        "Level": told(content.level),
        "Kind": content.kind,
        "End of intake": told(content.intake_ends),
        "Type of programme": content.programme_type,
        "Study load in hours": told(content.study_load_hours),
        "Occupational group": content.occupational_group,
        "Legal requirements": told(content.legal_requirements),
        "Explanation of the legal requirements": content.legal_requirements_explanation,
        "Source of the legal requirements": content.legal_requirements_source,
        "Chapter of the profile": told(content.profile_chapter or None),
        "Source number of the profile": content.profile_source_id,
        "Linked by default": told(content.link_by_default or None),
        "Terms": json.dumps(content.terms, ensure_ascii=False, sort_keys=True) if content.terms else "",
        "Dossier": dossier.code,
        "Name of the dossier": dossier.name,
        "Status of the dossier": dossier.status,
        "Dossier valid from": told(dossier.valid_from),
        "Adopted on": told(dossier.adopted_on),
        "Adopted by": dossier.adopted_by,
        "Sector chamber": dossier.sector_chamber,
        "Domain": dossier.domain_code,
        "Name of the domain": dossier.domain_name,
        "Legal requirements of the dossier": told(dossier.legal_requirements),
        "Source number of the dossier": dossier.source_id,
        "Context of the occupational group": dossier.group_context,
        "Attitude of the occupational group": dossier.group_attitude,
        "Result of the occupational group": dossier.group_result,
        "Portfolio instruction": "yes" if instruction else "",
        "Instruction title": instruction.title if instruction else "",
        "Instruction explanation": instruction.explanation if instruction else "",
        "Instruction": instruction.text if instruction else "",
    }
