"""A qualification as a workbook, and the empty one to fill in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest

from foundation.messages import say
from foundation.refusals import Refusal
from foundation.sheets import Sheet, fits, write_sheets
from foundation.wording import Wording
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import CoreTask, Dossier, Instruction, Part, QualificationFile, WorkProcess
from qualification_files.formats.workbook.guidance import EXAMPLE, EXPLANATION, HINTS
from qualification_files.formats.workbook.headings import (
    COLUMNS,
    FIELDS,
    KINDS,
    LANGUAGES,
    NO,
    PARTS,
    TITLES,
    YES,
    Heading,
    Page,
    spoken,
)
from qualification_files.rules.terms import Term, usual_word

Row = Mapping[str, str]
CONTINUED = "  "  # before a further line of one indicator; other lines in a cell are indicators of their own


def write(content: QualificationFile, language: str | None = None) -> bytes:
    """The workbook, with headings in this language or else in that of the qualification."""
    return _Writer(language or content.language).workbook(content, is_template=False)


def template(language: str, wording: Wording | None = None) -> bytes:
    """The workbook to fill in, in the language of the one who asks for it.

    It explains itself in the words of the school; its headings stay those by which it is read again.
    """
    empty = QualificationFile(code="", name="", language=language)
    return _Writer(language, wording).workbook(empty, is_template=True)


def indicator_cell(text: str) -> str:
    """One indicator as a cell: its further lines are set in."""
    return text.replace("\r\n", "\n").replace("\n", f"\n{CONTINUED}")


class _Writer:
    """The sheets in one language."""

    def __init__(self, language: str, wording: Wording | None = None) -> None:
        self._language = "nl" if language == "nl" else "en"
        self._wording = wording

    def workbook(self, content: QualificationFile, *, is_template: bool) -> bytes:
        sheets = [self._qualification(content, is_template=is_template)]
        sheets.append(self._sheet(Page.WORK_PROCESSES, list(_work_process_rows(content.core_tasks))))
        sheets.append(self._sheet(Page.CORE_TASKS, list(self._core_task_rows(content.core_tasks))))
        sheets.append(self._sheet(Page.COMPETENCES, _competence_rows(content)))
        sheets.append(self._sheet(Page.TERMS, list(self._term_rows(content.terms))))
        explanation = self._explanation()
        return write_sheets([explanation, *sheets] if is_template else [*sheets, explanation])

    def _explanation(self) -> Sheet:
        lines = [[self._explained(page, words)] for page, words in EXPLANATION[self._language]]
        return Sheet(
            name=TITLES[Page.EXPLANATION].named(self._language),
            rows=[*lines, *(["", *cells] for cells in EXAMPLE[self._language])],
            widths=[100, 18, 24, 20, 26, 16, 34],
        )

    def _explained(self, page: Page | None, words: str) -> str:
        worded = self._worded(words)
        return f"{TITLES[page].named(self._language)}: {worded}" if page else worded

    def _worded(self, words: str) -> str:
        return self._wording.plain(self._language, words) if self._wording else words

    def _qualification(self, content: QualificationFile, *, is_template: bool) -> Sheet:
        values = self._fields(content)
        if is_template:
            values |= {"kind": "", "link_by_default": ""}
        shown = [field for field in FIELDS if values[field.key] or not field.when_used]
        rows = [[field.named(self._language), values[field.key], self._hint(field)] for field in shown]
        _refuse_what_does_not_fit(rows, TITLES[Page.QUALIFICATION].named(self._language))
        columns = COLUMNS[Page.QUALIFICATION]
        offered = {
            "kind": [spoken(words, self._language) for words in KINDS.values()],
            "link_by_default": [spoken(YES, self._language), spoken(NO, self._language)],
            "language": list(LANGUAGES),
            "level": [str(level) for level in range(1, 9)],
        }
        return Sheet(
            name=TITLES[Page.QUALIFICATION].named(self._language),
            header=[column.named(self._language) for column in columns],
            rows=rows,
            widths=[column.width for column in columns],
            choices=[(row, 1, offered[field.key]) for row, field in enumerate(shown) if field.key in offered],
        )

    def _hint(self, field: Heading) -> str:
        return self._worded(spoken(HINTS[field.key], self._language)) if field.key in HINTS else ""

    def _fields(self, content: QualificationFile) -> dict[str, str]:
        told: Instruction = content.instruction or Instruction("", "", "")
        dossier: Dossier = content.dossier
        return {
            "code": content.code,
            "name": content.name,
            "cohort": content.cohort,
            "edition": dossier.version,
            "language": content.language,
            "level": str(content.level or ""),
            "kind": spoken(KINDS[content.kind], self._language),
            "link_by_default": spoken(YES if content.link_by_default else NO, self._language),
            "valid_from": _day(content.valid_from),
            "intake_ends": _day(content.intake_ends),
            "programme_ends": _day(content.programme_ends),
            "programme_type": content.programme_type,
            "study_load_hours": "" if content.study_load_hours is None else str(content.study_load_hours),
            "dossier_code": dossier.code,
            "dossier_name": dossier.name,
            "description": content.description,
            "instruction_title": told.title,
            "instruction_explanation": told.explanation,
            "instruction_text": told.text,
        }

    def _core_task_rows(self, tasks: Sequence[CoreTask]) -> Iterator[Row]:
        for task in tasks:
            first = {
                "task_number": task.number,
                "task_name": task.name,
                "part": "" if task.part is Part.OWN else spoken(PARTS[task.part], self._language),
                "complexity": task.complexity,
                "complexity_extra": task.complexity_extra,
                "responsibility": task.responsibility,
                "responsibility_extra": task.responsibility_extra,
            }
            again = {"task_number": task.number, "task_name": task.name}
            known = [{"knowledge_extra" if one.extra else "knowledge": one.text} for one in task.knowledge]
            yield from _with_each(first, again, known)

    def _term_rows(self, terms: Mapping[str, object]) -> Iterator[Row]:
        for language, of_language in terms.items():
            for term, words in of_language.items() if isinstance(of_language, dict) else ():
                one, many, article = (*map(str, words), "", "", "")[:3] if isinstance(words, list) else ("", "", "")
                named = usual_word(self._language, Term(term)).one if term in set(Term) else str(term)
                yield {"language": language, "term": named, "one": one, "many": many, "article": article}

    def _sheet(self, page: Page, rows: Sequence[Row]) -> Sheet:
        used = {key for row in rows for key, text in row.items() if text}
        columns = [column for column in COLUMNS[page] if not column.when_used or column.key in used]
        cells = [[row.get(column.key, "") for column in columns] for row in rows]
        _refuse_what_does_not_fit(cells, TITLES[page].named(self._language))
        return Sheet(
            name=TITLES[page].named(self._language),
            header=[column.named(self._language) for column in columns],
            rows=cells,
            widths=[column.width for column in columns],
        )


def _work_process_rows(tasks: Sequence[CoreTask]) -> Iterator[Row]:
    for task in tasks:
        for process in task.work_processes:
            again = {
                "task_number": task.number,
                "task_name": task.name,
                "number": process.number,
                "name": process.name,
            }
            indicators = [
                {"indicator_extra" if one.extra else "indicator": indicator_cell(one.text)}
                for one in process.indicators
            ]
            yield from _with_each({**again, **_texts(process)}, again, indicators)


def _texts(process: WorkProcess) -> Row:
    return {
        "description": process.description,
        "description_extra": process.description_extra,
        "result": process.result,
        "result_extra": process.result_extra,
        "behaviour": process.behaviour,
        "behaviour_extra": process.behaviour_extra,
        "knowledge": process.knowledge_and_skills,
        "competences": ", ".join(process.competences),
        "competences_extra": ", ".join(process.competences_extra),
    }


def _with_each(first: Row, again: Row, each: Sequence[Row]) -> Iterator[Row]:
    """One row for each, the first with all there is to say."""
    for one, place in zip_longest(each, range(max(len(each), 1)), fillvalue=None):
        yield {**(again if place else first), **(one or {})}


def _competence_rows(content: QualificationFile) -> list[Row]:
    return [{"letter": one.code, "name": one.name, "name_en": one.name_en} for one in content.competences]


def _refuse_what_does_not_fit(rows: Sequence[Sequence[str]], sheet: str) -> None:
    for cells in rows:
        for text in cells:
            if not fits(text):
                raise Refusal(
                    say(
                        "A cell of Excel holds at most 32,767 characters, and one text for the sheet “%(sheet)s” is "
                        "longer: “%(written)s”. Export it as JSON, or shorten that text.",
                        sheet=sheet,
                        written=clipped(text),
                    )
                )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
