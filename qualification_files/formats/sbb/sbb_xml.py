"""From the elements of an SBB file to qualifications: one per profile, each with the shared base (BR-01)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from foundation.messages import Message, say
from qualification_files.formats.findings import Remarks, Unplaceable
from qualification_files.formats.sbb.core_tasks import SharedTask, TaskReader
from qualification_files.formats.sbb.elements import (
    attribute,
    chapter_of,
    date_of,
    fact,
    fact_at,
    key,
    name_of,
    own_text,
    text_at,
    yes_or_no,
)
from qualification_files.formats.sbb.incoming import Limits, read_document
from qualification_files.formats.sbb.texts import clipped, one_line
from qualification_files.formats.values import (
    Competence,
    CoreTask,
    Dossier,
    FileReport,
    Part,
    QualificationFile,
    Refused,
    UnreadableFile,
)

_STANDARD = Limits()
_LEVELS = {"1": 1, "2": 2, "3": 3, "4": 4}
Outcome = QualificationFile | Refused


def read_dossiers(data: bytes, *, limits: Limits = _STANDARD) -> FileReport:
    """All qualifications in one SBB file; one that cannot be placed is refused as a whole and the others stay."""
    document = read_document(data, limits)
    found = document.root.findall("dossiers/dossier")
    if not found:
        raise UnreadableFile(say("There is no dossier in this file. Choose the XML of the dossier itself."))
    _refuse_too_many_profiles(found, limits)
    remarks = Remarks(limits.warnings)
    if document.remark:
        remarks.add(None, document.remark, say("the file as a whole"))
    shared = _shared_by_all(document.root)
    readers = [_DossierReader(node, shared, limits, remarks) for node in found]
    outcomes = _without_twins([outcome for reader in readers for outcome in reader.outcomes()])
    return FileReport(
        dossiers=tuple(reader.dossier for reader in readers),
        qualifications=tuple(outcome for outcome in outcomes if isinstance(outcome, QualificationFile)),
        refused=tuple(outcome for outcome in outcomes if isinstance(outcome, Refused)),
        warnings=remarks.all(),
    )


def _refuse_too_many_profiles(dossiers: Sequence[Element], limits: Limits) -> None:
    # Every profile repeats the base, so many profiles on a large base would grow beyond what a server can hold.
    if sum(len(node.findall("profielen/profiel")) or 1 for node in dossiers) > limits.profiles:
        raise UnreadableFile(
            say(
                "The file holds more than %(limit)s profiles. Upload the XML of one dossier at a time.",
                limit=limits.profiles,
            )
        )


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all dossiers in a file refer to."""

    letters: Mapping[str, str]
    competences: Mapping[str, Competence]
    chambers: Mapping[str, str]
    domains: Mapping[str, tuple[str, str]]


def _shared_by_all(root: Element) -> _Shared:
    found = [
        (key(node), Competence(attribute(node, "code")[:10], fact(node, "titel")))
        for node in root.iterfind("competenties/competentie")
    ]
    return _Shared(
        letters={number: competence.code for number, competence in found if competence.code},
        competences={competence.code: competence for _, competence in found},
        chambers={key(node): fact(node, "titel") for node in root.iterfind("sectorkamers/sectorkamer")},
        domains={
            key(node): (attribute(node, "crebo")[:20], fact(node, "titel")) for node in root.iterfind("domeinen/domein")
        },
    )


def _without_twins(outcomes: list[Outcome]) -> list[Outcome]:
    times = Counter(outcome.code for outcome in outcomes)
    return [_refused_twin(outcome, times[outcome.code]) for outcome in outcomes]


def _refused_twin(outcome: Outcome, times: int) -> Outcome:
    if isinstance(outcome, Refused) or times == 1:
        return outcome
    reason = say(
        "Crebo %(code)s occurs %(times)s times in this file, so it is not clear which one is meant.",
        code=outcome.code,
        times=times,
    )
    return Refused(outcome.code, reason, _profile_place(str(outcome.profile_chapter), outcome.name))


class _DossierReader:
    """One dossier: its facts, its base read once, and an outcome for each of its profiles."""

    def __init__(self, node: Element, shared: _Shared, limits: Limits, remarks: Remarks) -> None:
        self._node = node
        self._shared = shared
        self._limits = limits
        self._remarks = remarks
        self._profiles = node.findall("profielen/profiel")
        self._knowledge = {
            key(child): attribute(child, "titel")
            for child in node.iterfind("kennisenvaardigheden/kennisofvaardigheid")
            if attribute(child, "titel")
        }
        self.dossier = self._facts()

    def outcomes(self) -> Iterator[Outcome]:
        """A qualification or a refusal for each profile."""
        if not self._profiles:
            yield Refused(None, say("This dossier has no profile, so there is no qualification in it."), self._place())
            return
        try:
            base = self._base()
        except Unplaceable as defect:
            yield from (Refused(self._code(node), defect.message, self._place()) for node in self._profiles)
            return
        self._warn_of_equal_chapters()
        yield from (self._outcome(node, base) for node in self._profiles)

    def _outcome(self, node: Element, base: tuple[SharedTask, ...]) -> Outcome:
        try:
            return self._qualification(node, base)
        except Unplaceable as defect:
            place = _profile_place(attribute(node, "hoofdstuk"), attribute(node, "titel"))
            return Refused(self._code(node), defect.message, place)

    def _base(self) -> tuple[SharedTask, ...]:
        found = self._node.findall("basis/basistaken/basiskerntaken/kerntaak")
        if not found:
            self._remarks.add(self.dossier.code, say("The base of this dossier has no core tasks."), self._place())
        return self._reader(self.dossier.code).tasks(found, "B1", Part.BASE)

    def _reader(self, code: str | None) -> TaskReader:
        return TaskReader(
            code=code,
            profiles=frozenset(key(node) for node in self._profiles if key(node)),
            knowledge=self._knowledge,
            competences=self._shared.letters,
            limits=self._limits,
            remarks=self._remarks,
        )

    def _qualification(self, node: Element, base: tuple[SharedTask, ...]) -> QualificationFile:
        crebo = _crebo_of(node)
        code = _crebo(own_text(crebo))
        name = name_of(node, say("this profile"), self._limits.name)
        chapter = chapter_of(node)
        self._refuse_shared_number(key(node))
        own = self._profile_tasks(node, code, chapter)
        self._warn_of_equal_names(code, base, own)
        self._refuse_too_many((*base, *own))
        tasks = tuple(task.seen_by(key(node)) for task in (*base, *own))
        return QualificationFile(
            code=code,
            name=name,
            level=_level(attribute(node, "niveau")),
            language="nl",
            valid_from=date_of(attribute(crebo, "Geldig_vanaf"), "Geldig_vanaf"),
            intake_ends=date_of(attribute(crebo, "Datum_einde_instroom"), "Datum_einde_instroom"),
            programme_ends=date_of(attribute(crebo, "Datum_einde_opleiding"), "Datum_einde_opleiding"),
            programme_type=fact_at(node, "omschrijving/soortopleiding"),
            study_load_hours=self._hours(node, code),
            description=text_at(node, "omschrijving/typeringvanhetberoep"),
            occupational_group=fact(node, "beroepsgroep"),
            legal_requirements=yes_or_no(text_at(node, "omschrijving/wettelijkeberoepsvereisten")),
            legal_requirements_explanation=text_at(node, "omschrijving/toelichtingwettelijkeberoepsvereisten"),
            legal_requirements_source=text_at(node, "omschrijving/bronwettelijkeberoepsvereisten"),
            profile_chapter=chapter,
            profile_source_id=key(node),
            core_tasks=tasks,
            competences=self._used(tasks),
            dossier=self.dossier,
        )

    def _profile_tasks(self, node: Element, code: str, chapter: int) -> tuple[SharedTask, ...]:
        found = node.findall("profielkerntaken/kerntaak")
        if not found:
            raise Unplaceable(say("This profile has no core tasks."))
        return self._reader(code).tasks(found, f"P{chapter}", Part.PROFILE)

    def _refuse_shared_number(self, number: str) -> None:
        if number and sum(key(node) == number for node in self._profiles) > 1:
            raise Unplaceable(
                say(
                    "Several profiles have number (nr) %(number)s, so it is not clear which one an addition is for.",
                    number=clipped(number),
                )
            )

    def _refuse_too_many(self, tasks: tuple[SharedTask, ...]) -> None:
        if len(tasks) > self._limits.core_tasks:
            raise Unplaceable(say("There are more than %(limit)s core tasks.", limit=self._limits.core_tasks))
        if sum(len(task.processes) for task in tasks) > self._limits.work_processes:
            raise Unplaceable(say("There are more than %(limit)s work processes.", limit=self._limits.work_processes))

    def _used(self, tasks: tuple[CoreTask, ...]) -> tuple[Competence, ...]:
        processes = (process for task in tasks for process in task.work_processes)
        letters = {letter for process in processes for letter in (*process.competences, *process.competences_extra)}
        return tuple(self._shared.competences[letter] for letter in sorted(letters))

    def _hours(self, node: Element, code: str) -> int | None:
        written = one_line(text_at(node, "omschrijving/sbu"))
        digits = written.replace(".", "")
        if digits.isascii() and digits.isdigit() and len(digits) <= 6:
            return int(digits)
        if written:
            self._remarks.add(
                code,
                say(
                    "The study load “%(written)s” is not a number of hours. It was left out.", written=clipped(written)
                ),
                _profile_place(attribute(node, "hoofdstuk"), attribute(node, "titel")),
            )
        return None

    def _warn_of_equal_names(self, code: str, base: tuple[SharedTask, ...], own: tuple[SharedTask, ...]) -> None:
        """BR-06: the title of a core task in a profile may not equal one in the base."""
        in_base = {task.name.casefold(): task.number for task in base}
        for task in own:
            if task.name.casefold() in in_base:
                self._remarks.add(
                    code,
                    say(
                        "This core task has the same name as %(number)s in the base: %(name)s.",
                        number=in_base[task.name.casefold()],
                        name=clipped(task.name),
                    ),
                    say("core task %(number)s", number=task.number),
                )

    def _warn_of_equal_chapters(self) -> None:
        for chapter, times in Counter(attribute(node, "hoofdstuk") for node in self._profiles).items():
            if chapter and times > 1:
                self._remarks.add(
                    self.dossier.code,
                    say(
                        "%(times)s profiles have chapter %(chapter)s, so their core tasks have equal numbers.",
                        times=times,
                        chapter=clipped(chapter),
                    ),
                    self._place(),
                )

    def _facts(self) -> Dossier:
        node = self._node
        crebo = node.find("dossiercrebos/dossiercrebo")
        adoption = "voorblad/omschrijving/verantwoording/vaststellingsinformatie"
        domain_code, domain_name = self._shared.domains.get(key(node, "referentiedomein"), ("", ""))
        return Dossier(
            code=one_line(own_text(crebo))[:20] if crebo is not None else "",
            name=fact(node, "titel"),
            version=fact(node, "versie"),
            status=fact(node, "status"),
            valid_from=self._date(attribute(crebo, "Geldig_vanaf"), "Geldig_vanaf"),
            adopted_on=self._date(fact_at(node, f"{adoption}/vastgesteldop"), "vastgesteldop"),
            adopted_by=fact_at(node, f"{adoption}/vastgestelddoor"),
            sector_chamber=self._chamber(),
            domain_code=domain_code,
            domain_name=domain_name,
            legal_requirements=yes_or_no(attribute(node, "wettelijkeberoepsvereisten")),
            group_context=text_at(node, "basis/typeringberoepengroep/context/omschrijving"),
            group_attitude=text_at(node, "basis/typeringberoepengroep/beroepshouding/omschrijving"),
            group_result=text_at(node, "basis/typeringberoepengroep/resultaatvanhetberoep/omschrijving"),
            source_id=key(node),
        )

    def _chamber(self) -> str:
        found = self._node.find("voorblad/omschrijving/penvoerder/sectorkamer")
        return self._shared.chambers.get(key(found, "referentie"), "") if found is not None else ""

    def _date(self, written: str, what: str) -> date | None:
        try:
            return date_of(written, what)
        except Unplaceable as defect:
            self._remarks.add(None, defect.message, self._place())
            return None

    def _place(self) -> Message:
        return say("dossier “%(name)s”", name=clipped(self._node.get("titel", "")))

    @staticmethod
    def _code(node: Element) -> str | None:
        try:
            return _crebo(own_text(_crebo_of(node)))
        except Unplaceable:
            return None


def _profile_place(chapter: str, name: str) -> Message:
    return say("profile %(chapter)s, “%(name)s”", chapter=clipped(chapter) or "?", name=clipped(name))


def _crebo_of(profile: Element) -> Element:
    found = profile.findall("creboinformatie/crebo")
    if not found or not own_text(found[0]):
        raise Unplaceable(say("This profile has no crebo, the code of a qualification."))
    if len(found) > 1:
        raise Unplaceable(say("This profile has %(count)s crebos, and can have only one.", count=len(found)))
    return found[0]


def _crebo(written: str) -> str:
    """The five digits; SBB's own lists sometimes write 25.080 for 25080."""
    code = one_line(written).replace(".", "").replace(" ", "")
    if not (code.isascii() and code.isdigit() and len(code) == 5):
        raise Unplaceable(say("The crebo “%(written)s” is not a number of five digits.", written=clipped(written)))
    return code


def _level(written: str) -> int:
    if written not in _LEVELS:
        raise Unplaceable(
            say("The level (niveau) is “%(written)s”, and must be 1, 2, 3 or 4.", written=clipped(written))
        )
    return _LEVELS[written]
