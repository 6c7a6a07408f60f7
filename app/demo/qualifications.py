"""What the demo school teaches: in use, superseded, being written, and waiting in a source to be looked up by code."""

import io

from sqlalchemy import select

from app.demo import official, pictures, trades
from app.demo.stage import School
from foundation.files import UploadLimits, take_in
from foundation.scanning import NoScanner
from foundation.wording import Word
from foundation.work import Work
from qualification_files import actions as files
from qualification_files.actions import mapping, sources, terms, versions
from qualification_files.models import Competence, CoreTask, Qualification
from qualification_files.rules import CoreTaskFacts, InstructionFacts, QualificationFacts, WorkProcessFacts
from qualification_files.rules.states import SourceKind
from qualification_files.rules.terms import Term
from qualification_files.sources import LARGEST, read_held

INSTRUCTION = InstructionFacts(
    has_instruction=True,
    instruction_title="Zo vul je je lasportfolio",
    instruction_explanation=(
        "Met je portfolio laat je zien dat je het vak beheerst, voordat je je proeve van bekwaamheid aflegt."
    ),
    instruction_text=(
        "Kies per werkproces je beste bewijs. Eén sterk bewijs zegt meer dan vijf zwakke.\n\n"
        "Maak een foto van de las voor en na het slijpen, met een lasmal of liniaal ernaast.\n\n"
        "Schrijf erbij wat je zelf hebt ingesteld en gecontroleerd, en wat je een volgende keer anders doet."
    ),
)
ACCOUNTABILITY = (
    "Verantwoording van de examinering",
    (
        "Het examen is ingekocht bij een gevalideerde leverancier en vastgesteld door de examencommissie.",
        "Dit document is verzonnen voor de demonstratie.",
    ),
)
CRITERION = {"nl": Word("gedragskenmerk", "gedragskenmerken", "het"), "en": Word("behaviour", "behaviours")}


def make_qualifications(school: School) -> None:
    """Two that are in use, one of them after an earlier version; and one that is still being written."""
    coordinator = school.people["coordinator"]
    with school.on(school.ago(days=600), 10, by=coordinator) as work:
        earlier = write(work, trades.WELDING, cohort="2025")
    with school.on(school.ago(days=230), 10, by=coordinator) as work:
        welding = versions.make_version(work, work.db.get_one(Qualification, earlier.id), cohort="2026", edition="")
        mapping.accept_proposals(work, welding)
        versions.activate_version(work, welding, supersede_earlier=True)
        files.change_instruction(work, welding, INSTRUCTION)
        account_for(work, welding)
        care = write(work, trades.CARE, cohort="2026")
        call_otherwise(work, care)
        school.qualifications = {"25290": welding, "25656": care}
    with school.on(school.ago(days=12), 15, by=coordinator) as work:
        draft = QualificationFacts(
            language="nl", name="Meubelmaker/(scheeps)interieurbouwer", code="25018", cohort="2027", level=2
        )
        files.add_qualification(work, draft)
    with school.on(school.ago(days=12), 16, by=school.people["admin"]) as work:
        add_source(work)


def prepare_next_year(school: School) -> None:
    """A next version that is still a draft: one work process has another name, one has gone, one is new."""
    with school.on(school.ago(days=9), 14, by=school.people["coordinator"]) as work:
        care = work.db.get_one(Qualification, school.qualifications["25656"].id)
        task = versions.make_version(work, care, cohort="2027", edition="").core_tasks[-1]
        first, last = task.work_processes
        files.rename(work, first, "Stemt zorg en welzijn af", seen=first.name)
        files.remove(work, last)
        facts = WorkProcessFacts(number=f"{task.number}-W3", name="Gebruikt zorgtechnologie")
        files.add_indicators(work, files.add_work_process(work, task, facts), ("legt de bewoner uit wat het doet",))


def account_for(work: Work, qualification: Qualification) -> None:
    """One accountability document."""
    title, paragraphs = ACCOUNTABILITY
    content = io.BytesIO(pictures.report(title, paragraphs))
    taken = take_in(work.storage, content, f"{title}.pdf", limits=UploadLimits(), scanner=NoScanner())
    files.add_document(work, qualification, taken, description=title)


def call_otherwise(work: Work, qualification: Qualification) -> None:
    """In care they say behaviour where others say performance indicator."""
    words = {language: {Term.INDICATOR: word} for language, word in CRITERION.items()}
    terms.change_terms(work, qualification, words, environment=frozenset())


def add_source(work: Work) -> None:
    """Files in the shape of the official ones, to look codes up in."""
    kept = []
    for dossier in official.DOSSIERS:
        content = official.written(dossier)
        blob = work.storage.put(io.BytesIO(content), limit=LARGEST)
        held = read_held(content, dossier.file_name)
        kept.append(sources.TakenFile(dossier.file_name, blob.key, blob.sha256, blob.size, held))
    sources.add_source(work, name="Voorbeelden horeca", kind=SourceKind.UPLOADED, files=kept)


def write(work: Work, trade: trades.Trade, *, cohort: str) -> Qualification:
    """A whole qualification, activated."""
    letters = {competence.letter: competence.id for competence in work.db.scalars(select(Competence))}
    qualification = files.add_qualification(
        work,
        QualificationFacts(
            language="nl",
            name=trade.name,
            code=trade.code,
            cohort=cohort,
            level=trade.level,
            description=trade.description,
        ),
    )
    qualification.dossier_code, qualification.dossier_name = trade.dossier_code, trade.dossier_name
    qualification.programme_type = trade.programme_type
    for place, task in enumerate(trade.tasks, start=1):
        facts = CoreTaskFacts(
            number=f"B1-K{place}", name=task.name, complexity=task.complexity, knowledge=task.knowledge
        )
        add_processes(work, files.add_core_task(work, qualification, facts), task, letters)
    files.activate(work, qualification)
    return qualification


def add_processes(work: Work, core_task: CoreTask, task: trades.Task, letters: dict[str, int]) -> None:
    """The work processes of a core task, with their indicators."""
    for place, process in enumerate(task.processes, start=1):
        facts = WorkProcessFacts(
            number=f"{core_task.number}-W{place}",
            name=process.name,
            description=process.description,
            result=process.result,
            competence_ids=tuple(letters[letter] for letter in process.competences),
        )
        made = files.add_work_process(work, core_task, facts)
        files.add_indicators(work, made, process.indicators)
