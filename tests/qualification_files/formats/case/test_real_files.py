"""Q15: real exports of other programs."""

import json

import pytest

from qualification_files.formats import UnreadableFile, case, sbb
from tests.qualification_files.formats.case.building import BASE_URL, without_identifiers

FILES = ("act_holistic_framework_math", "opensalt_what_standards_could_be")
OFFICIAL = ("2635_Pedagogisch_Werk", "2755_Dienstverlening")


@pytest.fixture(params=FILES)
def real_report(request, real_file):
    return case.read(real_file(f"formats/case/{request.param}.json").read_bytes())


def read(real_file, name):
    return case.read(real_file(f"formats/case/{name}.json").read_bytes()).qualifications[0]


def test_q15_case_act_framework_comes_in_whole(real_file):
    made = read(real_file, FILES[0])
    (task,) = made.core_tasks
    (process,) = task.work_processes
    assert (made.name, task.number, process.number) == (
        "ACT Holistic Framework, Math",
        "H.A.MATH.GM",
        "H.A.MATH.GM.PF",
    )
    assert len(process.indicators) == 26
    assert process.indicators[2].text == "H.A.MATH.GM.PF.2DFP.L1.1: Differentiate between straight and curved lines"
    assert process.indicators[11].text.startswith("H.A.MATH.GM.PF.2DFP.L1.10: ")


def test_q15_case_opensalt_framework_comes_in_whole(real_file):
    made = read(real_file, FILES[1])
    assert [task.number for task in made.core_tasks] == ["CCSS.Math.Content.6.RP.A", "CCSS.Math.Content.7.RP.A"]
    processes = [process for task in made.core_tasks for process in task.work_processes]
    assert [len(process.indicators) for process in processes] == [0, 0, 4, 0, 4, 0]
    assert processes[1].name.startswith("Understand the concept of a unit rate a/b")


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_q15_case_real_framework_goes_out_and_comes_back_the_same(real_report, version):
    (made,) = real_report.qualifications
    assert case.read(case.write(made, version=version, base_url=BASE_URL)).qualifications == (made,)


@pytest.mark.parametrize("name", OFFICIAL)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_q15_case_carries_official_qualifications_without_loss(real_file, name, version):
    for made in sbb.read_dossiers(real_file(f"nl_sbb/xml/{name}.xml").read_bytes()).qualifications:
        report = case.read(case.write(made, version=version, base_url=BASE_URL))
        assert without_identifiers(report.qualifications[0]) == without_identifiers(made)
        assert report.warnings == ()


def test_q15_case_of_an_official_qualification_is_valid_against_the_schema(real_file):
    from jsonschema import Draft7Validator, FormatChecker

    schema = json.loads(real_file("formats/case/case-v1p0-cfpackage-schema.json").read_text())
    made = sbb.read_dossiers(real_file(f"nl_sbb/xml/{OFFICIAL[1]}.xml").read_bytes()).qualifications[0]
    package = json.loads(case.write(made, base_url=BASE_URL))
    errors = Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(package)
    assert [error.message for error in errors] == []


def test_q15_case_another_json_file_is_refused_as_such(real_file):
    data = real_file("formats/au/MEM05012.json").read_bytes()
    assert not case.recognises(data, "MEM05012.json")
    with pytest.raises(UnreadableFile, match="no CFDocument"):
        case.read(data)
