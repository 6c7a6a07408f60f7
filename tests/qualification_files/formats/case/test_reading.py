"""Q15: frameworks of other programs, as tidy or untidy as they come."""

import json
from itertools import pairwise

import pytest

from qualification_files.formats import UnreadableFile, case
from tests.qualification_files.formats.case.building import framework, item, under


def read(*arguments, **fields):
    return case.read(framework(*arguments, **fields))


def tree(report):
    """The names of the tree: {core task: {work process: [indicators]}}."""
    return {
        task.name: {process.name: [one.text for one in process.indicators] for process in task.work_processes}
        for task in report.qualifications[0].core_tasks
    }


def numbers(report):
    tasks = report.qualifications[0].core_tasks
    return [task.number for task in tasks], [process.number for task in tasks for process in task.work_processes]


def remarks(report):
    return [f"{remark.where}: {remark.text}" for remark in report.warnings]


def refusal(data):
    with pytest.raises(UnreadableFile) as caught:
        case.read(data)
    return str(caught.value)


THREE = [under("3", "2"), under("2", "1"), under("1", "")]


def test_q15_case_children_before_parents():
    assert tree(read([item("3"), item("2"), item("1")], THREE)) == {"Item 1": {"Item 2": ["Item 3"]}}


def test_q15_case_deeper_levels_become_indicators_with_their_code():
    report = read([item("1"), item("2"), item("3"), item("4", code="4.1")], [*THREE, under("4", "3")])
    assert tree(report) == {"Item 1": {"Item 2": ["Item 3", "4.1: Item 4"]}}
    assert any("deeper than an indicator" in remark for remark in remarks(report))


def test_q15_case_with_two_levels_has_no_indicators():
    assert tree(read([item("1"), item("2")], [under("1", ""), under("2", "1")])) == {"Item 1": {"Item 2": []}}


def test_q15_case_with_one_level_becomes_one_core_task():
    report = read([item("1"), item("2")], [under("1", ""), under("2", "")])
    assert tree(report) == {"Framework": {"Item 1": [], "Item 2": []}}
    assert any("one level" in remark for remark in remarks(report))


def test_q15_case_without_associations_stands_at_the_top():
    report = read([item("1"), item("2")])
    assert tree(report) == {"Framework": {"Item 1": [], "Item 2": []}}
    assert any(remark.startswith("CFAssociations: No association") for remark in remarks(report))


def test_q15_case_item_that_stands_nowhere_is_put_at_the_top():
    report = read([item("1"), item("2"), item("3")], THREE[1:])
    assert tree(report) == {"Item 1": {"Item 2": []}, "Item 3": {}}
    assert any("CFItems[2]" in remark and "at the top" in remark for remark in remarks(report))


@pytest.mark.parametrize(
    "end",
    [
        lambda identifier: identifier,
        lambda identifier: identifier.upper(),
        lambda identifier: f"https://other.example/uri/{identifier}",
        lambda identifier: {"uri": f"https://other.example/ims/case/v1p0/CFItems/{identifier}"},
        lambda identifier: {"identifier": None, "uri": f"https://other.example/uri/{identifier}", "title": None},
    ],
    ids=["text", "capitals", "address", "address in an object", "null beside an address"],
)
def test_q15_case_reads_both_ends_in_every_way_they_are_written(end):
    ends = [
        {
            **link,
            "originNodeURI": end(link["originNodeURI"]["identifier"]),
            "destinationNodeURI": end(link["destinationNodeURI"]["identifier"]),
        }
        for link in THREE
    ]
    assert tree(read([item("1"), item("2"), item("3")], ends)) == {"Item 1": {"Item 2": ["Item 3"]}}


@pytest.mark.parametrize("kind", ["ischildof", "IsChildOf", "is Child Of", "isPartOf"])
def test_q15_case_reads_associations_in_other_words(kind):
    links = [{**link, "associationType": kind} for link in THREE]
    assert tree(read([item("1"), item("2"), item("3")], links)) == {"Item 1": {"Item 2": ["Item 3"]}}


def test_q15_case_document_under_an_item_is_turned_round():
    turned = {
        **THREE[2],
        "originNodeURI": THREE[2]["destinationNodeURI"],
        "destinationNodeURI": THREE[2]["originNodeURI"],
    }
    assert tree(read([item("1"), item("2"), item("3")], [*THREE[:2], turned])) == {"Item 1": {"Item 2": ["Item 3"]}}


def test_q15_case_goes_by_sequence_then_list_then_code_then_file():
    items = [
        item("1"),
        item("5"),
        item("6", code="C.10"),
        item("7", code="C.2"),
        item("8", listEnumeration="b."),
        item("9", listEnumeration="a."),
    ]
    links = [under("1", ""), *(under(str(name), "1") for name in range(5, 9)), under("9", "1")]
    assert list(tree(read(items, links))["Item 1"]) == ["Item 9", "Item 8", "Item 7", "Item 6", "Item 5"]
    links[1]["sequenceNumber"] = "1"
    assert next(iter(tree(read(items, links))["Item 1"])) == "Item 5"


def test_q15_case_first_of_two_parents_stays():
    report = read([item("1"), item("2"), item("3"), item("4")], [*THREE, under("4", "1"), under("3", "4")])
    assert tree(report) == {"Item 1": {"Item 2": ["Item 3"], "Item 4": []}}
    assert any(remark.startswith("CFAssociations[4]") and "two others" in remark for remark in remarks(report))


def test_q15_case_circle_is_cut_at_its_first_item():
    report = read([item("1"), item("2"), item("3")], [under("1", "3"), under("3", "2"), under("2", "1")])
    assert tree(report) == {"Item 1": {"Item 2": ["Item 3"]}}
    assert any("in a circle" in remark for remark in remarks(report))


def test_q15_case_item_under_itself_or_under_a_stranger_is_remarked():
    report = read([item("1"), item("2")], [under("1", ""), under("2", "1"), under("2", "2"), under("2", "gone")])
    assert tree(report) == {"Item 1": {"Item 2": []}}
    assert [remark.partition(":")[0] for remark in remarks(report)][:2] == ["CFAssociations[2]", "CFAssociations[3]"]


def test_q15_case_numbers_come_from_code_list_or_place():
    items = [item("1", code="A"), item("2", code="A"), item("3"), item("4"), item("5", code="x" * 41)]
    items[3]["listEnumeration"] = "7."
    links = [under("1", ""), under("2", ""), under("3", "1"), under("4", "1"), under("5", "1")]
    assert numbers(read(items, links)) == (["K1", "K2"], ["7", "K1-W1", "K1-W2"])


def test_q15_case_our_names_of_types_go_before_depth():
    items = [item("1", CFItemType="Kerntaak"), item("2", CFItemType="Work process"), item("3"), item("4")]
    items[3]["CFItemTypeURI"] = {"title": "Prestatie-indicator", "identifier": "x", "uri": "x"}
    report = read(items, [under("1", ""), under("2", ""), under("3", "2"), under("4", "1")])
    assert tree(report) == {"Item 1": {"Item 1": ["Item 4"]}, "Framework": {"Item 2": ["Item 3"]}}


def test_q15_case_markup_becomes_plain_text_and_every_script_is_kept():
    words = "<p>Weld <b>pipes</b> &amp; plates 🔧</p>"
    report = read([item("1", fullStatement=words), item("2", fullStatement="لحام")], [under("1", ""), under("2", "1")])
    assert tree(report) == {"Weld pipes & plates 🔧": {"لحام": []}}


def test_q15_case_notes_stay_with_work_processes_and_indicators():
    items = [item("1"), item("2", notes="<p>How</p>"), item("3", notes="for example")]
    process = read(items, THREE).qualifications[0].core_tasks[0].work_processes[0]
    assert (process.description, process.indicators[0].text) == ("How", "Item 3 (for example)")


def test_q15_case_long_names_are_shortened_and_kept_in_full():
    items = [item("1"), item("2", fullStatement="long " * 200, abbreviatedStatement="Short")]
    process = read(items, THREE[1:]).qualifications[0].core_tasks[0].work_processes[0]
    assert (process.name, process.description) == ("Short", ("long " * 200).strip())


def test_q15_case_facts_of_the_document_are_kept():
    document = json.loads(framework([item("1")]))["CFDocument"]
    document |= {"statusStartDate": "2026-08-01T00:00:00", "version": "2", "language": "nl-NL", "statusEndDate": None}
    made = read([item("1")], CFDocument=document).qualifications[0]
    assert (made.valid_from.isoformat(), made.dossier.version, made.language) == ("2026-08-01", "2", "nl")
    assert (made.name, made.code, made.identifier.hex[-1]) == ("Framework", "CASE-00000000", "d")


def test_q15_case_document_may_hold_its_items_itself():
    data = json.dumps({"title": "Bare", "CFItems": [{**item("1"), "uri": None, "notes": None, "unknown": []}]})
    report = case.read(data.encode())
    assert tree(report) == {"Bare": {"Item 1": []}}


def test_q15_case_reads_the_names_that_one_program_uses():
    document, items = {"sourcedId": "d", "title": "Other"}, [{"sourcedId": "1", "fullStatement": "One"}]
    link = {"associationType": "isChildOf", "originNodeURI": "1", "destinationNodeURI": "d"}
    data = json.dumps({"document": document, "items": items, "associations": [link]}).encode()
    assert tree(case.read(data)) == {"Other": {"One": []}}


def test_q15_case_reads_escaped_slashes_and_utf_16():
    text = framework([item("1", fullStatement="a/b")]).decode().replace("a/b", "a\\/b")
    assert tree(case.read(text.encode("utf-16"))) == {"Framework": {"a/b": []}}


def test_q15_case_duplicate_ids_are_refused_with_both_places():
    assert "CFItems[0] and CFItems[2]" in refusal(framework([item("1"), item("2"), item("1")]))


def test_q15_case_framework_without_items_is_refused():
    assert "no items (CFItems)" in refusal(framework([]))


def test_q15_case_without_document_is_refused():
    assert "no CFDocument" in refusal(json.dumps({"CFItems": [item("1")]}).encode())


def test_q15_case_list_of_frameworks_is_refused():
    assert "list of frameworks" in refusal(b'{"CFDocuments": []}')


def test_q15_case_truncated_file_is_refused_with_line_and_column():
    assert "line 1, column" in refusal(framework([item("1")])[:-20])


def test_q15_case_item_that_is_no_object_is_refused_by_place():
    assert "CFItems[1]" in refusal(framework([item("1"), "two"]))


def test_q15_case_too_many_items_are_refused():
    assert "20000" in refusal(framework([{"identifier": str(name)} for name in range(20_001)]))


def test_q15_case_too_many_levels_are_refused_with_the_item():
    names = [f"{place:03}" for place in range(1, 53)]
    links = [under(name, above) for above, name in pairwise(names)]
    assert "CFItems[50]" in refusal(framework(map(item, names), links))


def test_q15_case_text_without_end_is_refused_with_the_item():
    assert "CFItems[0]" in refusal(framework([item("1", fullStatement="x" * 50_001)]))


@pytest.mark.parametrize("value", [None, True, 5, [], {}, "", "x", -1, 2.5])
def test_q15_case_any_value_in_any_field_is_read_or_refused_in_words(value):
    for name in ("fullStatement", "humanCodingScheme", "listEnumeration", "CFItemType", "CFItemTypeURI", "notes"):
        assert read([item("1", **{name: value}), item("2")], [under("1", ""), under("2", "1")]).qualifications
    for name in ("associationType", "originNodeURI", "destinationNodeURI", "sequenceNumber"):
        assert read([item("1"), item("2")], [under("1", ""), under("2", "1", **{name: value})]).qualifications
    for name in ("identifier", "title", "language", "version", "statusStartDate", "notes", "description", "creator"):
        assert read([item("1")], CFDocument={"title": "T", name: value}).qualifications


def test_q15_case_is_recognised_by_what_is_in_it():
    assert case.recognises(framework([item("1")]), "any.name")
    assert not case.recognises(b'{"code": "MEM05012", "elements": []}', "case.json")
    assert not case.recognises(b"<sbb CFDocument/>", "case.json")


def test_q15_case_many_items_without_codes_are_numbered_in_one_go():
    names = [f"{place:05}" for place in range(3000)]
    report = read(map(item, names), [under(name, "") for name in names])
    assert numbers(report)[1][-1] == "K1-W3000"
