"""Q15: public qualifications for other programs, at the CASE addresses."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from foundation.environment import NAME, choose
from qualification_files import actions, queries
from qualification_files.formats import Indicator, case
from qualification_files.models import Qualification
from qualification_files.rules import Part, QualificationState
from tests.conftest import NOON, actor_of

V1P0 = "/ims/case/v1p0"
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def public(make):
    """`public()` makes a qualification that anybody may read."""

    def made(**fields):
        state = fields.pop("state", QualificationState.ACTIVE)
        return make.qualification(state=state, public_since=NOON, activated_at=NOON, **fields)

    return made


@pytest.fixture
def program(visit):
    """A program without an account."""
    return visit()


def titles(answer):
    return [one["title"] for one in answer.json["CFDocuments"]]


def refused(answer):
    minor = answer.json["imsx_codeMinor"]["imsx_codeMinorField"][0]
    return answer.status_code, minor["imsx_codeMinorFieldName"], minor["imsx_codeMinorFieldValue"]


def test_q15_case_over_http_lists_what_is_public(public, make, program):
    row = public(name="Welder", edition="2", programme_ends=None)
    make.qualification(name="Not public")
    (document,) = program.get(f"{V1P0}/CFDocuments").json["CFDocuments"]
    assert (document["identifier"], document["title"], document["version"]) == (str(row.identifier), "Welder", "2")
    assert document["uri"] == f"{BASE}{V1P0}/CFDocuments/{row.identifier}"
    assert document["CFPackageURI"]["uri"] == f"{BASE}{V1P0}/CFPackages/{row.identifier}"


@pytest.mark.parametrize("release", ["v1p0", "v1p1"])
def test_q15_case_over_http_package_comes_back_as_the_same_tree(public, program, desk, release):
    row = public(core_tasks=2, work_processes=2, indicators=3)
    answer = program.get(f"/ims/case/{release}/CFPackages/{row.identifier}")
    (back,) = case.read(answer.data).qualifications
    with desk.reading() as work:
        assert back == queries.content_of(work, row.id)


def test_q15_case_over_http_is_valid_against_the_schema(public, program, real_file):
    from jsonschema import Draft7Validator, FormatChecker

    schema = json.loads(real_file("formats/case/case-v1p0-cfpackage-schema.json").read_text())
    package = program.get(f"{V1P0}/CFPackages/{public().identifier}").json
    errors = Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(package)
    assert [error.message for error in errors] == []


def test_q15_case_over_http_document_is_the_one_of_the_package(public, program):
    row = public()
    package = program.get(f"{V1P0}/CFPackages/{row.identifier}").json
    assert program.get(f"{V1P0}/CFDocuments/{row.identifier}").json == package["CFDocument"]


def test_q15_case_over_http_item_and_its_associations(public, program):
    task = public().core_tasks[0]
    process = task.work_processes[1]
    item = program.get(f"{V1P0}/CFItems/{process.identifier}").json
    assert (item["fullStatement"], item["humanCodingScheme"]) == (process.name, process.number)
    found = program.get(f"{V1P0}/CFItemAssociations/{process.identifier}").json
    assert found["CFItem"] == item
    assert len(found["CFAssociations"]) == 1 + len(process.indicators)


@pytest.mark.parametrize("kind", ["core task", "indicator"])
def test_q15_case_over_http_every_part_with_an_identifier_is_found(public, program, kind):
    task = public().core_tasks[0]
    part = task if kind == "core task" else task.work_processes[0].indicators[0]
    assert program.get(f"{V1P0}/CFItems/{part.identifier}").json["identifier"] == str(part.identifier)


@pytest.mark.parametrize(
    "hidden",
    [{"public_since": None}, {"state": QualificationState.DRAFT}],
    ids=["private", "draft"],
)
def test_q15_case_over_http_what_is_not_public_does_not_exist(public, make, program, desk, hidden):
    row = public()
    with desk.writing() as work:
        for name, value in hidden.items():
            setattr(work.db.get(Qualification, row.id), name, value)
    part = row.core_tasks[0].work_processes[0].identifier
    paths = [f"{kind}/{row.identifier}" for kind in ("CFDocuments", "CFPackages")]
    paths += [f"{kind}/{part}" for kind in ("CFItems", "CFItemAssociations")]
    answers = [program.get(f"{V1P0}/{path}") for path in paths]
    assert {refused(answer) for answer in answers} == {(404, "sourcedId", "unknownobject")}
    assert titles(program.get(f"{V1P0}/CFDocuments")) == []


def test_q15_case_over_http_unknown_and_hidden_look_the_same(make, program):
    unknown = program.get(f"{V1P0}/CFPackages/00000000-0000-4000-8000-000000000001")
    assert program.get(f"{V1P0}/CFPackages/{make.qualification().identifier}").data == unknown.data


@pytest.mark.parametrize("identifier", ["7", "x" * 36, "0" * 32, "%E2%98%83"])
def test_q15_case_over_http_tells_that_an_identifier_is_none(program, identifier):
    assert refused(program.get(f"{V1P0}/CFPackages/{identifier}")) == (404, "sourcedId", "invaliduuid")


def test_q15_case_over_http_gives_pages_and_where_the_others_are(public, program):
    for name in "ABCDE":
        public(name=name)
    answer = program.get(f"{V1P0}/CFDocuments?limit=2&offset=2&sort=title&orderBy=desc")
    assert titles(answer) == ["C", "B"]
    assert answer.headers["X-Total-Count"] == "5"
    links = dict(reversed(link.strip().split("; ")) for link in answer.headers["Link"].split(","))
    assert set(links) == {'rel="first"', 'rel="last"', 'rel="next"', 'rel="prev"'}
    assert links['rel="next"'] == f"<{BASE}{V1P0}/CFDocuments?sort=title&orderBy=desc&limit=2&offset=4>"
    assert titles(program.get(f"{V1P0}/CFDocuments?limit=2&offset=40")) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("title='A'", ["A"]),
        ("language = 'nl'", ["B"]),
        ("version='7'", ["A"]),
        ("adoptionStatus='Deprecated'", ["B"]),
        ("adoptionStatus='Sold'", []),
    ],
)
def test_q15_case_over_http_filters_by_equality(public, program, asked, expected):
    public(name="A", language="en", edition="7")
    public(name="B", language="nl", state=QualificationState.SUPERSEDED)
    assert titles(program.get(f"{V1P0}/CFDocuments", query_string={"filter": asked})) == expected


def test_q15_case_over_http_filters_by_identifier(public, program):
    row = [public(), public()][0]
    asked = {"filter": f"identifier='{row.identifier}'"}
    assert titles(program.get(f"{V1P0}/CFDocuments", query_string=asked)) == [row.name]


def test_q15_case_over_http_gives_the_fields_that_are_asked(public, program):
    public(name="A")
    answer = program.get(f"{V1P0}/CFDocuments?fields=title,language")
    assert answer.json == {"CFDocuments": [{"title": "A", "language": "en"}]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("fields=title,password", ("fields", "invalid_selection_field")),
        ("sort=password", ("sort", "invalid_sort_field")),
        ("orderBy=up", ("orderBy", "invalid_selection_field")),
        ("limit=0", ("limit", "invalid_selection_field")),
        ("limit=many", ("limit", "invalid_selection_field")),
        ("offset=-1", ("offset", "invalid_selection_field")),
        ("offset=99999999999999999999", ("offset", "invalid_selection_field")),
        ("filter=title>'A'", ("filter", "invalid_selection_field")),
        ("filter=identifier='7'", ("filter", "invalid_selection_field")),
        ("filter=code='7'", ("filter", "invalid_selection_field")),
    ],
)
def test_q15_case_over_http_tells_what_was_asked_wrongly(program, query, expected):
    assert refused(program.get(f"{V1P0}/CFDocuments?{query}")) == (400, *expected)


def test_q15_case_over_http_is_read_only(public, program):
    paths = ["CFDocuments", *(f"{kind}/{public().identifier}" for kind in ("CFDocuments", "CFPackages", "CFItems"))]
    assert {program.post(f"{V1P0}/{path}").status_code for path in paths} == {405}
    assert program.get("/ims/case/v2p0/CFDocuments").status_code == 404


def test_q15_case_over_http_may_be_read_by_any_page_and_kept_by_anybody(public, visit, coordinator):
    row = public()
    for browser in (visit(), visit(coordinator)):
        for path in ("CFDocuments", f"CFDocuments/{row.identifier}", f"CFPackages/{row.identifier}"):
            answer = browser.get(f"{V1P0}/{path}")
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Cache-Control"] == "public, no-cache"
            assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Origin" not in visit().get("/sign-in").headers


def test_q15_case_over_http_is_cheap_while_nothing_changed(public, program, statements):
    row = public(core_tasks=3)
    task = row.core_tasks[0]
    paths = ("CFDocuments", f"CFDocuments/{row.identifier}", f"CFPackages/{row.identifier}")
    for path in (*paths, f"CFItems/{task.identifier}", f"CFItemAssociations/{task.identifier}"):
        tag = program.get(f"{V1P0}/{path}").headers["ETag"]
        with statements() as seen:
            answer = program.get(f"{V1P0}/{path}", headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
        assert len([statement for statement in seen.seen if statement.startswith("SELECT")]) <= 3


def test_q15_case_over_http_every_change_makes_another_tag(public, program, desk):
    row = public(state=QualificationState.DEACTIVATED)
    address, tags = f"{V1P0}/CFPackages/{row.identifier}", set()

    def note():
        tags.add(program.get(address).headers["ETag"])

    note()
    with desk.writing() as work:
        indicator = queries.indicator(work, row.core_tasks[0].work_processes[0].indicators[0].id)
        actions.change_indicator(work, indicator, "Other words")
    note()
    with desk.writing() as work:
        choose(work.db, NAME, "Our school")
    note()
    assert len(tags) == 3
    assert program.get(address).json["CFDocument"]["creator"] == "Our school"


def test_q15_case_over_http_sees_what_is_taken_over_from_a_file(public, program, desk):
    row, tags = public(state=QualificationState.DEACTIVATED), set()
    for words in ("One", "Two", "Three"):
        with desk.writing() as work:
            content = queries.content_of(work, row.id)
            task = content.core_tasks[0]
            process = replace(task.work_processes[0], indicators=(Indicator(words),))
            content = replace(content, core_tasks=(replace(task, work_processes=(process,)),))
            actions.take_over(work, queries.qualification(work, row.id), content, came_from={"sha256": "same"})
        tags.add(program.get(f"{V1P0}/CFPackages/{row.identifier}").headers["ETag"])
    assert len(tags) == 3


def test_q15_case_over_http_tells_when_it_last_changed(public, program, desk, clock):
    row = public(state=QualificationState.DEACTIVATED)
    clock.move(hours=3)
    with desk.writing() as work:
        process = queries.work_process(work, row.core_tasks[0].work_processes[0].id)
        actions.add_indicators(work, process, ["One more"])
    answer = program.get(f"{V1P0}/CFPackages/{row.identifier}")
    assert answer.last_modified == datetime(2026, 11, 23, 15, tzinfo=UTC)
    (document,) = program.get(f"{V1P0}/CFDocuments").json["CFDocuments"]
    assert document["lastChangeDateTime"] == "2026-11-23T15:00:00+00:00"


def test_q15_case_over_http_keeps_how_the_school_works_to_itself(public, program):
    row = public(
        has_instruction=True, instruction_text="Ask Sanne", terms={"secret": "word"}, link_by_default=True, name="W"
    )
    package = program.get(f"{V1P0}/CFPackages/{row.identifier}").get_data(as_text=True)
    listed = program.get(f"{V1P0}/CFDocuments").get_data(as_text=True)
    assert not {word for word in ("Sanne", "secret", "Linked by default") if word in package + listed}


def test_q15_case_over_http_takes_few_statements(public, program, statements):
    def counted(path):
        with statements() as seen:
            assert program.get(path).status_code == 200
        return len(seen)

    small = public(core_tasks=1, indicators=1)
    first = counted(f"{V1P0}/CFDocuments"), counted(f"{V1P0}/CFPackages/{small.identifier}")
    rows = [public(core_tasks=3, work_processes=3, indicators=6) for _ in range(3)]
    assert (counted(f"{V1P0}/CFDocuments"), counted(f"{V1P0}/CFPackages/{rows[0].identifier}")) == first


def test_q15_case_over_http_parts_keep_their_kind(public, program, desk, coordinator):
    row = public()
    with desk.writing(actor_of(coordinator)) as work:
        queries.core_task(work, row.core_tasks[0].id).part = Part.BASE
    package = program.get(f"{V1P0}/CFPackages/{row.identifier}").json
    assert package["CFItems"][0]["CFItemType"] == "Core task (base part)"
