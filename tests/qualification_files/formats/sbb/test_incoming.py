"""Files that are something else, broken or hostile: each is refused in words that tell what to do."""

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.refusals import Refusal
from qualification_files.formats import UnreadableFile
from qualification_files.formats.sbb import Limits, read_dossiers
from tests.qualification_files.formats.sbb.building import dossier, file_of, profile, written

pytestmark = pytest.mark.pure

BOMB = b"""<?xml version="1.0"?><!DOCTYPE sbb [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><sbb>&c;</sbb>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE sbb [<!ENTITY a SYSTEM "file:///etc/passwd">]><sbb>&a;</sbb>"""
OUTSIDE_DTD = b"""<!DOCTYPE sbb SYSTEM "http://localhost:1/sbb.dtd"><sbb/>"""
PARAMETER = b"""<!DOCTYPE sbb [<!ENTITY % a SYSTEM "http://localhost:1/a"> %a;]><sbb/>"""


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_dossiers(data, limits=limits or Limits())
    return str(caught.value.message)


def archive() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        packed.writestr("dossier.xml", file_of())
    return kept.getvalue()


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\x00\x00"])
def test_an_empty_file_is_named_as_such(data: bytes) -> None:
    assert refusal(data) == "The file is empty. Download it again from the SBB register."


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "a PDF document"),
        (archive(), "a ZIP archive, or a Word or Excel document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG photo"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Word or Excel document"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"\n<HTML><body></body></HTML>", "a web page"),
        (b'{"code": 1}', "a JSON file"),
        (b"code;name\n25001;Chair maker", "a plain text file"),
    ],
)
def test_another_kind_of_file_is_named(data: bytes, kind: str) -> None:
    assert refusal(data).startswith(f"This seems to be {kind}. Download the XML")


def test_a_refusal_is_one_the_guard_knows_with_status_422() -> None:
    assert issubclass(UnreadableFile, Refusal)
    assert UnreadableFile.status == 422


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused_with_the_place(share: float) -> None:
    data = file_of()
    assert "line" in refusal(data[: int(len(data) * share)])


def test_the_end_of_a_file_that_was_cut_off_is_told() -> None:
    assert refusal(b"<sbb>\n<dossiers>\n").startswith("The file stops too early, at line 3, column 1:")


def test_text_that_was_cut_off_is_told() -> None:
    assert refusal(b"<sbb><![CDATA[half a").startswith("The file stops too early, at line 1")


def test_broken_xml_is_refused_with_the_place() -> None:
    assert refusal(b"<sbb>\n <a></b></sbb>").startswith(
        "The file is not correct XML: reading stopped at line 2, column"
    )


@pytest.mark.parametrize("data", [b"<sbb>&nbsp;</sbb>", b"<sbb/><sbb/>", b'<sbb a="1" a="2"/>', b"<sbb>&#1;</sbb>"])
def test_what_xml_forbids_is_refused(data: bytes) -> None:
    assert refusal(data).startswith("The file is not correct XML")


def test_another_root_is_named() -> None:
    assert refusal(b"<invoice/>").startswith("This XML file begins with <invoice>")


def test_a_file_without_dossiers_is_refused() -> None:
    assert refusal(b"<sbb/>").startswith("There is no dossier in this file.")


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, OUTSIDE_DTD, PARAMETER, BOMB.decode().encode("utf-16")])
def test_a_document_type_is_refused_unread(data: bytes) -> None:
    assert refusal(data).startswith("The file holds a document type (DTD)")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_encoding_gives_the_same_report(encoding: str) -> None:
    assert read_dossiers(written(dossier(title="Café")).encode(encoding)) == read_dossiers(
        file_of(dossier(title="Café"))
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_any_description_reads_the_same_in_utf_8_and_utf_16(description: str) -> None:
    text = written(dossier(profile(description=description.replace("]]>", ""))))
    assert outcome(text.encode("utf-8")) == outcome(text.encode("utf-16"))


def outcome(data: bytes) -> object:
    try:
        return read_dossiers(data)
    except UnreadableFile as refused:
        return refused.message


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(b"<sbb>".__add__)))
def test_any_bytes_give_a_report_or_a_refusal(data: bytes) -> None:
    outcome(data)


@given(st.data())
def test_a_damaged_file_gives_a_report_or_a_refusal(data: st.DataObject) -> None:
    whole = file_of(dossier(profile(), profile("25002", "72", "2")))
    place = data.draw(st.integers(0, len(whole)))
    removed = data.draw(st.integers(0, 40))
    outcome(whole[:place] + data.draw(st.binary(max_size=8)) + whole[place + removed :])


@pytest.mark.parametrize("declared", ["utf-16", "klingon", "windows-1252"])
def test_utf_8_under_another_label_is_read_as_utf_8_and_pointed_out(declared: str) -> None:
    report = read_dossiers(written(dossier(title="Café"), declared=declared).encode())
    assert report.dossiers[0].name == "Café"
    assert f"written in {declared}, and it is UTF-8" in str(report.warnings[0].text)


@pytest.mark.parametrize("declared", ["windows-1252", "ISO-8859-1"])
def test_an_older_encoding_is_read_when_the_file_says_so(declared: str) -> None:
    report = read_dossiers(written(dossier(title="Café"), declared=declared).encode("cp1252"))
    assert (report.dossiers[0].name, report.warnings) == ("Café", ())


@pytest.mark.parametrize("declared", ["utf-8", "klingon"])
def test_bytes_that_are_not_utf_8_are_refused_with_the_line(declared: str) -> None:
    told = refusal(written(dossier(title="Café"), declared=declared).encode("cp1252"))
    assert told.startswith("The file holds bytes that are not UTF-8, the first on line 2")


def test_half_a_character_of_utf_16_is_refused() -> None:
    assert "not UTF-16-LE" in refusal(written().encode("utf-16")[:-1])


def test_a_control_character_is_refused_with_its_name_and_line() -> None:
    assert refusal(b"<sbb>\n\x07</sbb>").startswith("Line 2 holds a control character (U+0007)")


@pytest.mark.parametrize("depth", [65, 100_000])
def test_a_document_that_is_nested_too_deeply_is_refused(depth: int) -> None:
    assert "more than 64 deep" in refusal(b"<sbb>" + b"<a>" * depth + b"</a>" * depth + b"</sbb>")


def test_a_file_that_is_too_big_is_refused_with_the_limit() -> None:
    assert refusal(b"x" * 20_000_001).startswith("The file is larger than 20 MB.")
    assert refusal(b"x" * 501_000, Limits(size=500_000)).startswith("The file is larger than 0.5 MB.")


def test_a_file_with_too_many_elements_is_refused() -> None:
    assert "more than 300000 elements" in refusal(b"<sbb>" + b"<a/>" * 300_001 + b"</sbb>")


def test_a_text_beyond_measure_is_refused() -> None:
    assert "a text of more than 50000 characters" in refusal(file_of(dossier(profile(description="x" * 50_001))))


def test_a_file_with_too_many_profiles_is_refused() -> None:
    assert "more than 1 profiles" in refusal(file_of(dossier(profile(), profile("25002"))), Limits(profiles=1))


@pytest.mark.parametrize(
    "data",
    [
        b"<sbb " + b"a" * 19_000_000,
        b"<sbb>" + b"&amp;" * 3_000_000 + b"</sbb>",
        b"<sbb>" + b"<!-- -->" * 2_000_000 + b"</sbb>",
        b"<sbb " + b"".join(b'a%d="" ' % n for n in range(500_000)) + b"/>",
        b"<?xml" + b" " * 19_000_000,
    ],
)
def test_a_large_hostile_file_is_answered_in_seconds(data: bytes) -> None:
    started = time.perf_counter()
    refusal(data)
    assert time.perf_counter() - started < 20
