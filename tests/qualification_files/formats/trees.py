"""Qualifications of any kind, for tests of what is written and read."""

from datetime import date

from hypothesis import strategies as st

from qualification_files.formats import CoreTask, Dossier, Indicator, Knowledge, Part, QualificationFile, WorkProcess
from qualification_files.rules import QualificationKind

CHARACTERS = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
LINE = st.text(CHARACTERS | st.sampled_from("=+-@;,\"'<>&#🎓ה\t"), min_size=1, max_size=130)
ONE_LINE = LINE.map(lambda text: " ".join(text.split())).filter(bool)
TEXT = st.lists(ONE_LINE, max_size=3).map("\n".join)
SOME_TEXT = TEXT.filter(bool)
NUMBER = st.text(CHARACTERS, min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
LETTERS = st.lists(st.sampled_from(["A", "B", "K", "X1"]), unique=True, max_size=3).map(tuple)
DAY = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))


def unique_numbers(part):
    return st.lists(part, max_size=3, unique_by=lambda one: one.number).map(tuple)


INDICATORS = st.lists(st.builds(Indicator, text=SOME_TEXT, extra=st.booleans()), max_size=3).map(tuple)
WORK_PROCESSES = unique_numbers(
    st.builds(
        WorkProcess,
        number=NUMBER,
        name=ONE_LINE,
        description=TEXT,
        description_extra=TEXT,
        result=TEXT,
        result_extra=TEXT,
        behaviour=TEXT,
        behaviour_extra=TEXT,
        knowledge_and_skills=TEXT,
        competences=LETTERS,
        indicators=INDICATORS,
    )
)
CORE_TASKS = unique_numbers(
    st.builds(
        CoreTask,
        number=NUMBER,
        name=ONE_LINE,
        part=st.sampled_from(Part),
        complexity=TEXT,
        complexity_extra=TEXT,
        responsibility=TEXT,
        responsibility_extra=TEXT,
        knowledge=st.lists(st.builds(Knowledge, text=SOME_TEXT, extra=st.booleans()), max_size=3).map(tuple),
        work_processes=WORK_PROCESSES,
    )
)
QUALIFICATIONS = st.builds(
    QualificationFile,
    code=NUMBER,
    name=ONE_LINE,
    cohort=NUMBER | st.just(""),
    dossier=st.builds(Dossier, version=NUMBER | st.just("")),
    language=st.sampled_from(["nl", "en"]),
    level=st.none() | st.integers(1, 8),
    kind=st.sampled_from(QualificationKind),
    valid_from=DAY,
    intake_ends=DAY,
    programme_ends=DAY,
    description=TEXT,
    core_tasks=CORE_TASKS.filter(bool),
)
