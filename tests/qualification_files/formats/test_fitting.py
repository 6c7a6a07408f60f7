"""What fits in a qualification here, whatever format it came in."""

import pytest

from qualification_files.formats import (
    Competence,
    CoreTask,
    Dossier,
    Indicator,
    Instruction,
    Knowledge,
    QualificationFile,
    WorkProcess,
    why_it_does_not_fit,
)


def content(**facts):
    return QualificationFile(**{"code": "25001", "name": "Welder", **facts})


def tasks(*processes, **facts):
    return (CoreTask(**{"number": "B1-K1", "name": "Welds", "work_processes": processes, **facts}),)


def process(number="B1-K1-W1", **facts):
    return WorkProcess(**{"number": number, "name": "Prepares", **facts})


def test_what_fits_has_no_defect():
    assert why_it_does_not_fit(content(core_tasks=tasks(process(), process("W2")))) is None


@pytest.mark.parametrize(
    ("found", "where", "words"),
    [
        (content(code="9" * 41), "the qualification", "the code has more than 40 characters"),
        (content(cohort="9" * 41), "the qualification", "the cohort has more than 40"),
        (content(dossier=Dossier(version="9" * 41)), "the qualification", "the edition has more than 40"),
        (content(name="x" * 401), "the qualification", "the name has more than 400"),
        (content(name=" "), "the qualification", "It has no name."),
        (content(language="nl-Latn"), "the qualification", "the language has more than 5"),
        (content(level=9), "the qualification", "The level is 9"),
        (content(instruction=Instruction("x" * 201, "", "")), "the qualification", "the title of the instruction"),
        (content(core_tasks=tasks() * 2), "the qualification", "Number B1-K1 is there 2 times."),
        (content(core_tasks=tasks(number=" ")), "core task  ", "“Welds” has no number."),
        (content(core_tasks=tasks(name="x" * 501)), "core task B1-K1", "the name has more than 500"),
        (content(core_tasks=tasks(process(), process())), "core task B1-K1", "Number B1-K1-W1 is there 2 times."),
        (content(core_tasks=tasks(process(name=""))), "work process B1-K1-W1", "It has no name."),
        (
            content(core_tasks=tasks(process(indicators=(Indicator("x"),) * 5_001))),
            "the qualification",
            "more than 5000 indicators",
        ),
        (
            content(core_tasks=tasks(knowledge=(Knowledge("x"),) * 5_001)),
            "the qualification",
            "more than 5000 pieces of knowledge",
        ),
        (content(core_tasks=tasks() * 201), "the qualification", "more than 200 core tasks"),
        (
            content(core_tasks=tasks(*(process(f"W{number}") for number in range(1_001)))),
            "the qualification",
            "more than 1000 work processes",
        ),
        (content(competences=(Competence("K", "x"),) * 201), "the qualification", "more than 200 competences"),
    ],
)
def test_q15_what_does_not_fit_is_named_with_its_place(found, where, words):
    defect = why_it_does_not_fit(found)
    assert words in str(defect.message)
    assert str(defect.where).strip() == where.strip()
