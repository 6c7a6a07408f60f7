"""A qualification as a framework that Moodle's own import takes: parents first, one scale for all."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from qualification_files.formats.moodle.columns import Column
from qualification_files.formats.moodle.markup import sections, written
from qualification_files.formats.values import CoreTask, Indicator, Part, QualificationFile, WorkProcess

LONGEST = 100  # characters that Moodle keeps of a short name or an ID number
_TAXONOMY = "domain,competency,indicator,indicator"
_SCALE_SETTINGS = '[{"scaleid":"1"},{"id":1,"scaledefault":1,"proficient":0},{"id":2,"scaledefault":0,"proficient":1}]'
_SCALES = {"nl": "Nog niet bekwaam,Bekwaam", "en": "Not yet competent,Competent"}
# Headings in the language of the qualification itself: they go along with its texts, whoever exports it.
_HEADINGS = {
    "en": {
        "code": "Code",
        "cohort": "Cohort",
        "edition": "Edition",
        "language": "Language",
        "level": "Level",
        "kind": "Kind",
        "valid-from": "Valid from",
        "intake-ends": "End of intake",
        "programme-ends": "End of the programme",
        "number": "Number",
        "name": "Name",
        "part": "Part",
        "complexity": "Complexity",
        "complexity-extra": "Complexity, in addition",
        "responsibility": "Responsibility and autonomy",
        "responsibility-extra": "Responsibility and autonomy, in addition",
        "knowledge": "Professional knowledge and skills",
        "knowledge-extra": "Professional knowledge and skills, in addition",
        "description-extra": "In addition",
        "result": "Desired result",
        "result-extra": "Desired result, in addition",
        "behaviour": "Behaviour",
        "behaviour-extra": "Behaviour, in addition",
        "competences": "Competences",
        "competences-extra": "Competences, in addition",
        "text-extra": "In addition",
    },
    "nl": {
        "code": "Code",
        "cohort": "Cohort",
        "edition": "Editie",
        "language": "Taal",
        "level": "Niveau",
        "kind": "Type",
        "valid-from": "Geldig vanaf",
        "intake-ends": "Einde instroom",
        "programme-ends": "Einde opleiding",
        "number": "Nummer",
        "name": "Naam",
        "part": "Deel",
        "complexity": "Complexiteit",
        "complexity-extra": "Complexiteit, aanvullend",
        "responsibility": "Verantwoordelijkheid en zelfstandigheid",
        "responsibility-extra": "Verantwoordelijkheid en zelfstandigheid, aanvullend",
        "knowledge": "Vakkennis en vaardigheden",
        "knowledge-extra": "Vakkennis en vaardigheden, aanvullend",
        "description-extra": "Aanvullend",
        "result": "Resultaat",
        "result-extra": "Resultaat, aanvullend",
        "behaviour": "Gedrag",
        "behaviour-extra": "Gedrag, aanvullend",
        "competences": "Competenties",
        "competences-extra": "Competenties, aanvullend",
        "text-extra": "Aanvullend",
    },
}


class _Row(NamedTuple):
    parent: str
    number: str
    name: str
    text: str


def write(content: QualificationFile) -> bytes:
    """The CSV, in UTF-8; what it holds is in docs/formats.md."""
    target = io.StringIO(newline="")
    out = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.writerow(list(Column))
    for row in _Writer(content).rows():
        out.writerow(row)
    return target.getvalue().encode()


class _Writer:
    """The rows of one qualification, each with an ID number of its own."""

    def __init__(self, content: QualificationFile) -> None:
        self._content = content
        self._language = "nl" if content.language == "nl" else "en"
        self._given: set[str] = set()

    def rows(self) -> Iterator[list[str]]:
        framework = self._framework()
        scale = (_SCALES[self._language], _SCALE_SETTINGS)
        yield ["", *framework[1:], "1", *scale, "", "", "", "", "", "1", _TAXONOMY]
        for task in self._content.core_tasks:
            for row in self._below(task):
                yield [*row, "1", "", "", "", "0", "null", "", "", "", ""]

    def _framework(self) -> _Row:
        of, name = self._content, _short(self._content.name)
        number = _short(" ".join(part for part in (of.code, of.cohort, of.dossier.version) if part))
        facts = (
            ("name", "" if name == written(of.name) else of.name),
            ("code", of.code),
            ("cohort", of.cohort),
            ("edition", of.dossier.version),
            ("language", of.language),
            ("level", str(of.level or "")),
            ("kind", of.kind),
            ("valid-from", _day(of.valid_from)),
            ("intake-ends", _day(of.intake_ends)),
            ("programme-ends", _day(of.programme_ends)),
        )
        return _Row("", number, name, self._sections(("description", of.description), *facts))

    def _below(self, task: CoreTask) -> Iterator[_Row]:
        row = self._core_task(task)
        yield row
        for process in task.work_processes:
            inner = self._work_process(process, row.number)
            yield inner
            for place, indicator in enumerate(process.indicators, start=1):
                yield self._indicator(indicator, f"{process.number}.{place}", inner.number)

    def _core_task(self, task: CoreTask) -> _Row:
        number, name = self._number(task.number), _short(task.name)
        texts = (
            *self._whole(task.number, task.name, number, name),
            ("part", "" if task.part is Part.OWN else task.part),
            ("complexity", task.complexity),
            ("complexity-extra", task.complexity_extra),
            ("responsibility", task.responsibility),
            ("responsibility-extra", task.responsibility_extra),
            *(("knowledge-extra" if known.extra else "knowledge", known.text) for known in task.knowledge),
        )
        return _Row("", number, name, self._sections(*texts))

    def _work_process(self, process: WorkProcess, parent: str) -> _Row:
        number, name = self._number(process.number), _short(process.name)
        texts = (
            *self._whole(process.number, process.name, number, name),
            ("description", process.description),
            ("description-extra", process.description_extra),
            ("result", process.result),
            ("result-extra", process.result_extra),
            ("behaviour", process.behaviour),
            ("behaviour-extra", process.behaviour_extra),
            ("knowledge", process.knowledge_and_skills),
            ("competences", " ".join(process.competences)),
            ("competences-extra", " ".join(process.competences_extra)),
        )
        return _Row(parent, number, name, self._sections(*texts))

    def _indicator(self, indicator: Indicator, number: str, parent: str) -> _Row:
        name = _short(indicator.text)
        if indicator.extra:
            text = self._sections(("text-extra", indicator.text))
        else:
            text = self._sections(("text", "" if name == written(indicator.text) else indicator.text))
        return _Row(parent, self._number(number), name, text)

    def _whole(self, number: str, name: str, written_number: str, written_name: str) -> tuple[tuple[str, str], ...]:
        """What Moodle's own columns could not hold."""
        return (
            ("number", "" if written_number == written(number) else number),
            ("name", "" if written_name == written(name) else name),
        )

    def _number(self, number: str) -> str:
        """An ID number that nothing else in this file has."""
        given, place = _short(number), 2
        while given in self._given:
            given, place = _short(f"{place}/{number}"), place + 1
        self._given.add(given)
        return given

    def _sections(self, *texts: tuple[str, str]) -> str:
        headings = _HEADINGS[self._language]
        return sections((name, headings.get(name, ""), text) for name, text in texts)


def _short(text: str) -> str:
    """As much of the text as fits on the one line that Moodle keeps."""
    line = " ".join(text.split()) if "\n" in text or "\r" in text else text
    whole = written(line)
    if len(whole) <= LONGEST:
        return whole
    line = line[:LONGEST]
    while len(short := f"{written(line)}…") > LONGEST:
        line = line[:-1]
    return short


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
