"""Looking codes up in kept files, in folders and at addresses, good and bad."""

import json

import pytest

from foundation.fetching import Fetcher, Patience, networks_from
from qualification_files.rules.states import SourceKind
from qualification_files.sources import KeptFile, Outside, SourceFacts, look_up, open_shelf, read_held
from tests.qualification_files.formats.sbb.building import dossier, file_of, profile
from tests.stub_server import (
    broken_off,
    dripping,
    nonsense,
    silent,
    status,
)

pytestmark = pytest.mark.pure
HASTE = Patience(connecting=0.5, silence=0.3, total=0.5)
CHAIRS = file_of(dossier(profile("25001", "71", "1"), profile("25002", "72", "2", title="Table maker")))
DOORS = file_of(dossier(profile("25003", "73", "1", title="Door maker")))


@pytest.fixture
def kept():
    """What was kept: key -> bytes."""
    return {}


@pytest.fixture
def opened(kept, tmp_path):
    """`opened(SourceKind.FOLDER, path)`: the source, ready to answer."""

    def keep(content):
        kept[f"key{len(kept)}"] = content
        return f"key{len(kept) - 1}"

    def open_one(kind, address="", *files, number=1):
        outside = Outside(Fetcher(networks_from("127.0.0.1"), HASTE), (tmp_path,))
        return open_shelf(SourceFacts(number, f"Source {number}", kind, str(address), files), outside, keep=keep)

    return open_one


def names(shelf, *codes):
    found = [look_up([shelf], code, cohort="2026") for code in codes]
    return [one.held.name if one.held else None for one in found]


def index(*rows):
    return json.dumps({"qualifications": [{"code": code, "file": file} for code, file in rows]}).encode()


def test_q11_kept_files_answer_without_asking_anybody(opened):
    file = KeptFile("a.xml", "key", "sha", tuple(read_held(CHAIRS, "a.xml")))
    shelf = opened(SourceKind.UPLOADED, "", file)
    assert names(shelf, "25001", "25002", "25003") == ["Chair maker", "Table maker", None]


def test_q11_a_folder_is_read_with_all_that_is_below_it(opened, tmp_path, kept):
    (tmp_path / "below").mkdir()
    (tmp_path / "a.xml").write_bytes(CHAIRS)
    (tmp_path / "below" / "b.xml").write_bytes(DOORS)
    shelf = opened(SourceKind.FOLDER, tmp_path)
    assert names(shelf, "25001", "25003", "25009") == ["Chair maker", "Door maker", None]
    assert set(kept.values()) == {CHAIRS, DOORS}


def test_q11_a_bad_file_in_a_folder_is_named_and_the_others_are_used(opened, tmp_path):
    (tmp_path / "a.xml").write_bytes(CHAIRS)
    (tmp_path / "bad.xml").write_bytes(b"%PDF-1.7")
    shelf = opened(SourceKind.FOLDER, tmp_path)
    assert names(shelf, "25001") == ["Chair maker"]
    assert "bad.xml" in str(shelf.remarks[0])


@pytest.mark.parametrize("path", ["/etc", "/", "relative", "../..", "", "/proc/self", "a\0b"])
def test_q11_only_folders_that_the_settings_allow_are_read(opened, path):
    assert "not a folder that may be read" in str(opened(SourceKind.FOLDER, path).trouble)


def test_q11_nothing_may_be_read_where_the_settings_name_no_folder(tmp_path):
    shelf = open_shelf(SourceFacts(1, "x", SourceKind.FOLDER, str(tmp_path)), Outside(), keep=lambda _: "")
    assert "PROEFSTUK_SOURCE_FOLDERS" in str(shelf.trouble)


def test_q11_a_link_does_not_lead_out_of_a_folder(opened, tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "a.xml").write_bytes(CHAIRS)
    (inside / "a.xml").symlink_to(outside / "a.xml")
    (inside / "all").symlink_to(outside)
    shelf = opened(SourceKind.FOLDER, inside)
    assert names(shelf, "25001") == [None]


@pytest.mark.parametrize("file", ["../outside.xml", "/etc/passwd"])
def test_q11_a_list_does_not_lead_out_of_a_folder(opened, tmp_path, file):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside.xml").write_bytes(CHAIRS)
    (inside / "index.json").write_bytes(index(("25001", file)))
    found = look_up([opened(SourceKind.FOLDER, inside)], "25001", cohort="")
    assert found.held.refused is not None


def test_q11_of_an_address_with_a_list_only_what_is_asked_is_fetched(opened, stub):
    stub.pages |= {
        "/x/index.json": index(("25001", "a.xml"), ("25003", "b.xml")),
        "/x/a.xml": CHAIRS,
        "/x/b.xml": DOORS,
    }
    shelf = opened(SourceKind.ADDRESS, f"{stub.url}/x")
    assert names(shelf, "25001", "25001", "25099") == ["Chair maker", "Chair maker", None]
    assert stub.asked == ["/x/index.json", "/x/a.xml"]


def test_q11_an_address_may_be_one_file(opened, stub):
    stub.pages["/dossier.xml"] = CHAIRS
    assert names(opened(SourceKind.ADDRESS, f"{stub.url}/dossier.xml"), "25002", "25009") == ["Table maker", None]


def test_q11_an_address_without_a_list_is_asked_code_by_code(opened, stub):
    stub.pages["/25001.xml"] = CHAIRS
    shelf = opened(SourceKind.ADDRESS, f"{stub.url}/")
    assert names(shelf, "25001", "25099") == ["Chair maker", None]
    assert stub.asked == ["/index.json", "/", "/25001.xml", "/25099.xml", "/25099.json"]


def test_q11_a_file_that_does_not_hold_what_it_should_is_refused_by_name(opened, stub):
    stub.pages |= {
        "/index.json": index(("25003", "a.xml"), ("25004", "gone.xml"), ("25005", "c.xml")),
        "/a.xml": CHAIRS,
    }
    stub.pages["/c.xml"] = b"<html>sign in</html>"
    shelf = opened(SourceKind.ADDRESS, stub.url)
    reasons = [str(look_up([shelf], code, cohort="").held.refused) for code in ("25003", "25004", "25005")]
    assert ["a.xml holds this code" in reasons[0], "gone.xml" in reasons[1], "web page" in reasons[2]] == [True] * 3


@pytest.mark.parametrize(
    "answer",
    [
        silent,
        dripping,
        broken_off,
        nonsense,
        status(500),
        b"<html>hello</html>",
        b'{"other": 1}',
        b"[]",
        b'{"qualifications": [{"x": 1}]}',
        b"[" * 100_000,
        b"{",
    ],
)
def test_q11_a_server_that_answers_badly_is_trouble_and_not_unknown(opened, stub, answer):
    stub.pages["/index.json"] = answer
    found = look_up([opened(SourceKind.ADDRESS, stub.url)], "25001", cohort="")
    assert (found.held, [name for name, _ in found.troubles]) == (None, ["Source 1"])


def test_q11_a_list_does_not_lead_to_another_server(opened, stub):
    stub.pages["/index.json"] = index(("25001", "http://10.0.0.1/a.xml"), ("25002", "//10.0.0.1/a.xml"))
    shelf = opened(SourceKind.ADDRESS, stub.url)
    words = [str(look_up([shelf], code, cohort="").troubles[0][1]) for code in ("25001", "25002")]
    assert all("another server" in one for one in words)


def test_q11_a_server_that_is_down_is_not_asked_a_thousand_times(opened, stub):
    stub.pages["/index.json"] = index(*((str(code), f"{code}.xml") for code in range(25_000, 25_100)))
    stub.pages |= {f"/{code}.xml": silent for code in range(25_000, 25_100)}
    shelf = opened(SourceKind.ADDRESS, stub.url)
    found = [look_up([shelf], str(code), cohort="") for code in range(25_000, 25_100)]
    assert (len(stub.asked), all(one.troubles for one in found)) == (4, True)


def test_q11_the_first_source_gives_it_and_the_others_are_named(opened, stub, tmp_path):
    (tmp_path / "a.xml").write_bytes(CHAIRS)
    stub.pages["/index.json"] = index(("25001", "other.xml"))
    shelves = [opened(SourceKind.FOLDER, tmp_path), opened(SourceKind.ADDRESS, stub.url, number=2)]
    found = look_up(shelves, "25001", cohort="")
    assert (found.source, found.others, stub.asked) == ("Source 1", ("Source 2",), ["/index.json"])


def test_q11_a_source_with_trouble_is_passed_over_and_said(opened, stub, tmp_path):
    (tmp_path / "a.xml").write_bytes(CHAIRS)
    stub.pages["/index.json"] = status(500)
    shelves = [opened(SourceKind.ADDRESS, stub.url), opened(SourceKind.FOLDER, tmp_path, number=2)]
    found = look_up(shelves, "25001", cohort="")
    assert (found.source, [name for name, _ in found.troubles]) == ("Source 2", ["Source 1"])


def test_q11_the_real_files_are_found_by_their_list_and_without_it(opened, stub, real_file, tmp_path):
    folder = real_file("nl_sbb")
    stub.serve_folder(folder)
    listed = opened(SourceKind.ADDRESS, stub.url)
    by_code = opened(SourceKind.ADDRESS, f"{stub.url}/qualifications")
    single = opened(SourceKind.ADDRESS, f"{stub.url}/xml/2635_Pedagogisch_Werk.xml")
    wanted = ["Pedagogisch medewerker kinderopvang", None]
    assert [names(shelf, "25486", "99999") for shelf in (listed, by_code, single)] == [wanted] * 3
