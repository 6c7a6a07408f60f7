"""What a dossier of our own making gives: a shared base, additions per profile, and reasons for what is refused."""

from dataclasses import replace

import pytest

from qualification_files.formats import FileReport, QualificationFile
from qualification_files.formats.sbb import Limits, read_dossiers
from tests.qualification_files.formats.sbb.building import (
    demand,
    dossier,
    file_of,
    process,
    profile,
    profile_task,
    task,
)

pytestmark = pytest.mark.pure

TWO = (profile("25001", "71", "1"), profile("25002", "72", "2", title="Table maker"))


def only(*dossiers: str) -> QualificationFile:
    (qualification,) = read_dossiers(file_of(*dossiers)).qualifications
    return qualification


def report_of(*profiles: str, base: tuple[str, ...] | None = None) -> FileReport:
    return read_dossiers(file_of(dossier(*profiles, base=base)))


def codes(report: FileReport) -> list[str]:
    return [qualification.code for qualification in report.qualifications]


def reasons(report: FileReport) -> list[tuple[str | None, str]]:
    return [(refused.code, str(refused.reason)) for refused in report.refused]


def warnings(report: FileReport) -> list[str]:
    return [f"{warning.where}: {warning.text}" for warning in report.warnings]


def test_each_profile_becomes_a_qualification() -> None:
    assert codes(report_of(*TWO)) == ["25001", "25002"]


def test_a_qualification_has_the_base_and_then_its_own_core_tasks() -> None:
    tables = report_of(*TWO).qualifications[1]
    assert [task.number for task in tables.core_tasks] == ["B1-K1", "P2-K1"]


def test_numbers_are_built_from_the_chapters() -> None:
    qualification = only(dossier(profile("25001", "71", "3", profile_task("02", "Makes chairs", process("7")))))
    assert qualification.core_tasks[1].work_processes[0].number == "P3-K2-W7"


def test_an_addition_is_seen_by_its_profile_alone() -> None:
    base = (task("1", "Makes furniture", process(extra={"72": "- extra care."}), extra={"72": "More."}),)
    chairs, tables = (q.core_tasks[0] for q in report_of(*TWO, base=base).qualifications)
    assert (chairs.complexity_extra, tables.complexity_extra) == ("", "More.")
    assert chairs.work_processes[0].description_extra == ""
    assert tables.work_processes[0].description_extra == "- extra care."


def test_the_bullets_of_an_addition_are_extra_indicators() -> None:
    base = (task("1", "Makes furniture", process(extra={"72": "- extra care."})),)
    tables = report_of(*TWO, base=base).qualifications[1]
    indicators = tables.core_tasks[0].work_processes[0].indicators
    assert [(i.text, i.extra) for i in indicators] == [
        ("works safely", False),
        ("works precisely", False),
        ("extra care", True),
    ]


def test_references_become_letters_and_texts() -> None:
    base = (
        task(
            "1",
            "Base",
            process(extra_competences={"71": ("3084",)}),
            knowledge=("902",),
            extra_knowledge={"71": ("903",)},
        ),
    )
    found = only(dossier(base=base)).core_tasks[0]
    assert [(known.text, known.extra) for known in found.knowledge] == [("knows the rules", False), ("can plan", True)]
    assert (found.work_processes[0].competences, found.work_processes[0].competences_extra) == (("K",), ("A",))


def test_a_qualification_names_the_competences_it_uses() -> None:
    assert [(c.code, c.name) for c in only(dossier()).competences] == [("K", "Craft")]


def test_the_dates_of_the_crebo_are_read() -> None:
    qualification = only(dossier(profile(intake_ends="31-07-2024", programme_ends="2028-07-31")))
    dates = qualification.valid_from, qualification.intake_ends, qualification.programme_ends
    assert [str(day) for day in dates] == ["2015-08-01", "2024-07-31", "2028-07-31"]


def test_the_facts_of_the_dossier_are_read() -> None:
    facts = only(dossier()).dossier
    assert (facts.code, facts.sector_chamber, facts.domain_code) == ("23001", "Chamber of wood", "79001")
    assert (str(facts.adopted_on), facts.legal_requirements, facts.status) == ("2015-11-26", False, "Vastgesteld")


def test_markup_that_is_not_wrapped_becomes_plain_too() -> None:
    data = file_of().replace(b"<![CDATA[Makes chairs.]]>", b"<xhtml><p>One</p><ul><li>two</li></ul></xhtml>")
    assert read_dossiers(data).qualifications[0].description == "One\n\n- two"


def test_several_dossiers_in_one_file_are_all_read() -> None:
    report = read_dossiers(file_of(dossier(), dossier(profile("25009"), code="23002")))
    assert [(q.code, q.dossier.code) for q in report.qualifications] == [("25001", "23001"), ("25009", "23002")]
    assert [facts.code for facts in report.dossiers] == ["23001", "23002"]


def test_a_namespace_does_not_stand_in_the_way() -> None:
    data = file_of().replace(b"<sbb>", b'<sbb xmlns="urn:example">')
    assert codes(read_dossiers(data)) == ["25001"]


@pytest.mark.parametrize(
    ("bad", "code", "reason"),
    [
        (profile(None), None, "This profile has no crebo, the code of a qualification."),
        (profile("abc"), None, "The crebo “abc” is not a number of five digits."),
        (profile("25001", with_tasks=False), "25001", "This profile has no core tasks."),
        (profile("25001", level="5"), "25001", "The level (niveau) is “5”, and must be 1, 2, 3 or 4."),
        (profile("25001", level=""), "25001", "The level (niveau) is “”, and must be 1, 2, 3 or 4."),
        (profile("25001", title=" "), "25001", "There is no name (titel) for this profile."),
        (profile("25001", title="x" * 401), "25001", "The name of this profile is longer than 400 characters"),
        (profile("25001", "71", None), "25001", "There is no chapter (hoofdstuk) for “Chair maker”"),
        (profile("25001", "71", "0"), "25001", "The chapter (hoofdstuk) of “Chair maker” is “0”"),
        (
            profile("25001", "71", "1", profile_task(None)),
            "25001",
            "There is no chapter (hoofdstuk) for “Makes chairs”",
        ),
        (profile("25001", "71", "1", profile_task("x")), "25001", "The chapter (hoofdstuk) of “Makes chairs” is “x”"),
        (profile("25001", "71", "1", profile_task("1", "")), "25001", "There is no name (titel) for core task P1-K1."),
        (profile("25001", valid_from="31-02-2015"), "25001", "Geldig_vanaf is “31-02-2015”, which is not a date"),
        (profile("25001", intake_ends="soon"), "25001", "Datum_einde_instroom is “soon”, which is not a date"),
        (
            profile("25001", "71", "1", profile_task("1"), profile_task("01")),
            "25001",
            "The number P1-K1 occurs 2 times, and must be unique.",
        ),
        (
            profile("25001", "71", "1", profile_task("1", "Makes", process("4"), process("4"))),
            "25001",
            "The number P1-K1-W4 occurs 2 times, and must be unique.",
        ),
        (
            profile("25001", "71", "1", task("1", "Makes chairs", kind="profiel")),
            "25001",
            "Core task P1-K1 (Makes chairs) has no work processes.",
        ),
    ],
)
def test_a_bad_profile_is_refused_and_the_good_one_stays(bad: str, code: str | None, reason: str) -> None:
    report = report_of(bad, TWO[1])
    assert codes(report) == ["25002"]
    ((refused_code, refused_reason),) = reasons(report)
    assert refused_code == code
    assert refused_reason.startswith(reason)


def test_a_refusal_names_the_profile() -> None:
    (refused,) = report_of(profile(None)).refused
    assert str(refused.where) == "profile 1, “Chair maker”"


def test_a_defect_in_the_base_refuses_every_qualification_of_that_dossier() -> None:
    report = read_dossiers(file_of(dossier(*TWO, base=(task("1", "Empty"),)), dossier(profile("25009"))))
    assert [code for code, _ in reasons(report)] == ["25001", "25002"]
    assert codes(report) == ["25009"]


def test_a_crebo_that_occurs_twice_is_refused_both_times_and_the_others_stay() -> None:
    report = report_of(TWO[0], profile("25001", "73", "3", title="Other maker"), TWO[1])
    assert codes(report) == ["25002"]
    assert [code for code, _ in reasons(report)] == ["25001", "25001"]
    assert "occurs 2 times" in reasons(report)[0][1]


def test_a_crebo_that_occurs_in_two_dossiers_is_refused() -> None:
    report = read_dossiers(file_of(dossier(), dossier()))
    assert (codes(report), len(report.refused)) == ([], 2)


def test_profiles_with_the_same_number_are_refused() -> None:
    report = report_of(profile("25001", "71", "1"), profile("25003", "71", "3"), TWO[1])
    assert (codes(report), [code for code, _ in reasons(report)]) == (["25002"], ["25001", "25003"])


def test_a_profile_without_a_number_has_no_additions() -> None:
    base = (task("1", "Base", process(), extra={"": "More."}),)
    report = report_of(profile("25001", ""), base=base)
    assert report.qualifications[0].core_tasks[0].complexity_extra == ""


def test_a_profile_with_two_crebos_is_refused() -> None:
    data = file_of().replace(b"</creboinformatie>", b"<crebo>25003</crebo></creboinformatie>")
    assert reasons(read_dossiers(data)) == [(None, "This profile has 2 crebos, and can have only one.")]


def test_a_dossier_without_profiles_is_refused() -> None:
    data = file_of().replace(b"<profielen>", b"<elsewhere>").replace(b"</profielen>", b"</elsewhere>")
    assert reasons(read_dossiers(data)) == [(None, "This dossier has no profile, so there is no qualification in it.")]


def test_a_crebo_with_a_full_stop_is_read() -> None:
    assert only(dossier(profile("25.001"))).code == "25001"


def test_dangling_references_are_pointed_out_and_the_rest_is_kept() -> None:
    base = (task("1", "Base", process(competences=("3094", "9")), knowledge=("901", "8"), extra={"7": "More."}),)
    report = report_of(base=base)
    assert warnings(report) == [
        "work process B1-K1-W1: Competence 9 is referred to and not in this file. It was left out.",
        "core task B1-K1: An addition is for profile 7, which is not in this dossier. It was left out.",
        "core task B1-K1: An addition is for profile 7, which is not in this dossier. It was left out.",
        "core task B1-K1: Knowledge or skill 8 is referred to and not in this dossier. It was left out.",
    ]
    assert report.qualifications[0].core_tasks[0].work_processes[0].competences == ("K",)


def test_a_defect_in_the_base_is_pointed_out_once_however_many_profiles_there_are() -> None:
    assert len(report_of(*TWO, base=(task("1", "Base", process(), knowledge=("8",)),)).warnings) == 1


def test_a_core_task_named_like_one_in_the_base_is_pointed_out() -> None:
    report = report_of(profile("25001", "71", "1", profile_task("1", "makes  Furniture")))
    assert warnings(report) == [
        "core task P1-K1: This core task has the same name as B1-K1 in the base: makes Furniture."
    ]


def test_behaviour_without_bullets_is_pointed_out() -> None:
    report = report_of(base=(task("1", "Base", process(behaviour="Works well.")),))
    assert warnings(report) == [
        "work process B1-K1-W1: The behaviour has no bullets, so it gave no performance indicators."
    ]


def test_a_study_load_that_is_no_number_is_left_out_and_pointed_out() -> None:
    report = report_of(profile(hours="many"))
    assert report.qualifications[0].study_load_hours is None
    assert len(report.warnings) == 1


def test_a_base_without_core_tasks_is_pointed_out() -> None:
    report = report_of(base=())
    assert warnings(report) == ["dossier “Furniture”: The base of this dossier has no core tasks."]


def test_profiles_with_the_same_chapter_are_pointed_out() -> None:
    assert len(report_of(profile(), profile("25002", "72")).warnings) == 1


def test_warnings_beyond_the_limit_are_counted() -> None:
    base = (task("1", "Base", process(), knowledge=tuple(map(str, range(10)))),)
    report = read_dossiers(file_of(dossier(base=base)), limits=Limits(warnings=3))
    assert str(report.warnings[-1].text) == "7 more warnings were left out."


def test_too_many_work_processes_refuse_the_qualification() -> None:
    report = read_dossiers(file_of(), limits=Limits(work_processes=1))
    assert reasons(report) == [("25001", "There are more than 1 work processes.")]


def test_too_many_references_refuse_the_qualification() -> None:
    report = read_dossiers(file_of(dossier(base=(task("1", "Base", process(), knowledge=("901",) * 2_000),))))
    assert reasons(report) == [("25001", "There are more than 2000 references in core task B1-K1.")]


def test_an_addition_for_several_profiles_is_seen_by_each() -> None:
    base = (task("1", "Base", process(), extra={"71": "More."}, extra_knowledge={"71": ("903",)}),)
    whole = file_of(dossier(*TWO, base=base)).replace(
        b'<aanvullend><profiel referentie="71"/>',
        b'<aanvullend><profiel referentie="71"/><profiel referentie="72"/>',
    )
    found = [qualification.core_tasks[0] for qualification in read_dossiers(whole).qualifications]
    assert [(task.complexity_extra, task.knowledge[-1].text) for task in found] == [("More.", "can plan")] * 2


def test_two_additions_for_one_profile_are_put_under_each_other() -> None:
    base = (task("1", "Base", process(), extra={"71": "One.", "72": "Two."}),)
    whole = file_of(dossier(*TWO, base=base)).replace(b'profiel referentie="72"', b'profiel referentie="71"')
    assert read_dossiers(whole).qualifications[0].core_tasks[0].complexity_extra == "One.\nTwo."


def test_reading_twice_gives_the_same_report() -> None:
    assert report_of(*TWO) == report_of(*TWO)


def test_a_report_is_a_plain_value() -> None:
    report = report_of(*TWO)
    assert replace(report) == report


def test_knowledge_that_is_grouped_by_category_is_read_too() -> None:
    grouped = (
        b'<vakkennisenvaardigheden_met_categorie><categorie referentie="1"><vakkennisenvaardigheden referentie="903"/>'
        b"</categorie></vakkennisenvaardigheden_met_categorie></vakkennisenvaardigheden><basiswerkprocessen>"
    )
    data = file_of().replace(b"</vakkennisenvaardigheden><basiswerkprocessen>", grouped)
    assert [known.text for known in read_dossiers(data).qualifications[0].core_tasks[0].knowledge] == [
        "knows the tools",
        "can plan",
    ]


def test_the_builder_writes_additions_as_the_source_does() -> None:
    assert demand("a", "x", "b", {"7": "y"}) == (
        '<a><![CDATA[x]]><aperprofiel><aanvullend><profiel referentie="7"/><b><![CDATA[y]]></b></aanvullend>'
        "</aperprofiel></a>"
    )
