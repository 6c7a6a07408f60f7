import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.files import KINDS, Category, FileKind, UploadLimits, admit, kind_of
from foundation.files.recognise import HEAD_BYTES
from foundation.files.refused import DamagedFile, DamagedPhoto, EmptyFile, Misnamed, NotAccepted, TooManyPixels
from foundation.refusals import Refusal
from foundation.storage import TooLarge
from tests.foundation.files import making

MEGABYTE = 1024 * 1024
GOOD = [(name, *good) for name, good in making.GOOD.items()]


def kind(content, name):
    return kind_of(content[:HEAD_BYTES], io.BytesIO(content), name)


@pytest.mark.parametrize(("name", "expected", "content"), GOOD, ids=making.label)
def test_every_kind_on_the_list_is_recognised(name, expected, content):
    assert kind(content, name).name == expected


@pytest.mark.parametrize(("name", "expected", "content"), GOOD, ids=making.label)
def test_the_content_decides_when_there_is_no_extension(name, expected, content):
    assert kind(content, "scan").name == {"csv": "text"}.get(expected, expected)


def test_no_kind_is_without_a_sample():
    assert {name for name, _ in making.GOOD.values()} == set(KINDS)


def test_the_stream_stands_at_its_beginning_afterwards():
    whole = io.BytesIO(making.pdf())
    kind_of(whole.read(HEAD_BYTES), whole, "report.pdf")
    assert whole.tell() == 0


@pytest.mark.parametrize(
    "name", ["a.jpeg", "a.JPG", "a.JpEg", "a", "vakantie 12.5", "Verslag van mr. De Vries", "日本.jpg"]
)
def test_other_ways_to_write_the_name_are_fine(name):
    assert kind(making.picture("JPEG"), name).name == "jpeg"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("IMG_0001.jpg", making.HEIC, "heic"),
        ("IMG_0001.heic", making.picture("JPEG"), "jpeg"),
        ("image.png", making.picture("WEBP"), "webp"),
        ("voice.mp4", making.boxed(b"mp42", b"soun"), "m4a"),
        ("voice.3gp", making.boxed(b"3gp4", b"soun"), "m4a"),
        ("film.mp4", making.boxed(b"qt  ", b"vide"), "mov"),
        ("voice.mp3", making.ogg(b"OpusHead" + bytes(11)), "ogg"),
        ("hours.txt", b"day;hours\r\n1;8\r\n", "text"),
    ],
    ids=making.label,
)
def test_phones_may_confuse_the_names_within_a_family(name, content, expected):
    assert kind(content, name).name == expected


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("proof.pdf", making.picture("PNG"), "proof.pdf is named .pdf but is a PNG image."),
        ("photo.jpg", making.pdf(), "photo.jpg is named .jpg but is a PDF document."),
        ("table.xlsx", making.office("docx"), "table.xlsx is named .xlsx but is a Word document."),
        ("letter.docx", making.open_document("text"), "letter.docx is named .docx but is an OpenDocument text."),
        ("photo.exe", making.picture("JPEG"), "photo.exe is named .exe but is a JPEG photo."),
        ("photo.pdf.exe", making.picture("JPEG"), "photo.pdf.exe is named .exe but is a JPEG photo."),
        ("photo.html", making.picture("GIF", mode="P"), "photo.html is named .html but is a GIF image."),
        ("run.js", b"alert(1)", "run.js is named .js but is a plain text."),
        ("run.bat", b"del *.*", "run.bat is named .bat but is a plain text."),
        ("report.pdf", b"only letters", "report.pdf is named .pdf but is a plain text."),
        ("film.m4a", making.boxed(b"isom", b"vide"), "film.m4a is named .m4a but is an MP4 video."),
    ],
    ids=making.label,
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, content, words):
    with pytest.raises(Misnamed) as refusal:
        kind(content, name)
    assert (refusal.value.status, str(refusal.value.message).startswith(words)) == (415, True)


def test_the_person_reads_which_name_would_do():
    with pytest.raises(Misnamed, match=r"Give it a name that ends in \.png"):
        kind(making.picture("PNG"), "proof.pdf")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "an SVG drawing"),
        ("x.txt", b'<?xml version="1.0"?>\n<!-- --><svg xmlns="x"/>', "an SVG drawing"),
        ("x.html", b"<!DOCTYPE html><p>hi", "a web page"),
        ("x.txt", b"\xef\xbb\xbf \r\n<html><script>alert(1)</script>", "a web page"),
        ("x.txt", b"<script>alert(1)</script>", "a web page"),
        ("x.xhtml", b'<?xml version="1.0"?><html xmlns="x"/>', "a web page"),
        ("x.xml", b'<?xml version="1.0"?><dossier/>', "an XML file"),
        ("x.txt", b"#!/bin/sh\nrm -rf /\n", "a script"),
        ("x.txt", b"{\\rtf1 hi}", "an RTF document"),
        ("x.txt", b"MZ\x90\x00" + bytes(100), "a program"),
        ("x", b"\x7fELF\x02\x01\x01" + bytes(100), "a program"),
        ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "an old Office document"),
        ("x.zip", making.packed({"a.txt": "a"}), "a ZIP archive"),
        ("x.docx", making.packed({"word/document.xml": "<x/>"}), "a ZIP archive"),
        ("x.zip", making.packed({}), "a ZIP archive"),
        ("x.gz", b"\x1f\x8b\x08" + bytes(30), "an archive"),
        ("x.tif", b"II*\x00" + bytes(30), "a TIFF image"),
        ("x.avif", making.box(b"ftyp", b"avif" + bytes(4) + b"mif1miaf") + bytes(99), "an AVIF image"),
        ("x.heic", making.box(b"ftyp", b"mif1" + bytes(4) + b"mif1avif") + bytes(99), "an AVIF image"),
        ("x.cr3", making.box(b"ftyp", b"crx " + bytes(4)) + bytes(99), "another kind"),
        ("x.mkv", making.ebml(b"matroska"), "a Matroska video"),
        ("x.avi", b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(99), "an AVI video"),
        ("x.ogv", making.ogg(b"\x80theora" + bytes(20)), "an Ogg file"),
        ("x.txt", "letters in UTF-16".encode("utf-16"), "a kind we do not know"),
        ("x.txt", b"letters\x00and NUL", "a kind we do not know"),
        ("x.txt", b"bell \x07", "a kind we do not know"),
        ("x.txt", b"neither \x81\xff", "a kind we do not know"),
        ("x.mp3", b"\xff\xfb\x90\x00 no second frame" + bytes(2000), "a kind we do not know"),
        ("x.bin", bytes(range(256)), "a kind we do not know"),
    ],
    ids=making.label,
)
def test_what_is_not_on_the_list_is_refused_and_the_list_is_told(name, content, words):
    with pytest.raises(NotAccepted) as refusal:
        kind(content, name)
    told = str(refusal.value.message)
    assert refusal.value.status == 415
    assert words in told
    assert "You can upload photos (JPEG" in told


@pytest.mark.parametrize("name", ["x.txt", "x.pdf", "x", ""])
def test_an_empty_file_is_refused(name):
    with pytest.raises(EmptyFile, match="is empty"):
        kind(b"", name)


def macros(kind, member):
    return making.office(kind, **{member: "x"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.docx", macros("docx", "word/vbaProject.bin")),
        ("x.xlsx", macros("xlsx", "xl/VBAPROJECT.BIN")),
        ("x.xlsx", macros("xlsx", "xl/macrosheets/sheet1.xml")),
        ("x.docm", making.office("docm")),
        ("x.docx", making.office("docm")),
        ("x.odt", making.open_document("text", **{"Basic/Standard/Module1.xml": "x"})),
        ("x.odt", making.open_document("text", **{"Scripts/python/run.py": "x"})),
    ],
    ids=making.label,
)
def test_documents_with_macros_are_refused(name, content):
    with pytest.raises(NotAccepted, match="a document with macros"):
        kind(content, name)


def test_the_empty_library_of_an_opendocument_is_no_macro():
    content = making.open_document("text", **{"Basic/Standard/script-lb.xml": "x", "Basic/script-lc.xml": "x"})
    assert kind(content, "x.odt").name == "odt"


def test_a_main_part_under_another_name_is_found_by_its_type():
    assert kind(making.office("docx", **{"word/document2.xml": "<x/>"}), "x.docx").name == "docx"


def test_a_real_workbook_is_recognised():
    from xlsxwriter import Workbook

    target = io.BytesIO()
    workbook = Workbook(target, {"in_memory": True})
    workbook.add_worksheet().write(0, 0, "x")
    workbook.close()
    assert kind(target.getvalue(), "x.xlsx").name == "xlsx"


def test_an_archive_that_unpacks_to_gigabytes_is_refused():
    content = bytearray(making.office("docx", **{"big.xml": "x"}))
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 2**31)
    with pytest.raises(NotAccepted, match="unpacks to far more"):
        kind(bytes(content), "x.docx")


def test_a_list_of_members_that_is_far_too_long_is_not_read():
    content = making.packed({f"{number:05}{'x' * 60}": "" for number in range(12_000)}, zipfile.ZIP_STORED)
    with pytest.raises(NotAccepted, match="damaged or unusual ZIP"):
        kind(content, "x.docx")


def test_a_description_that_inflates_without_end_is_read_in_part_only():
    content = making.packed({"[Content_Types].xml": b"x" * 50 * MEGABYTE, "_rels/.rels": "x"})
    with pytest.raises(NotAccepted, match="a ZIP archive"):
        kind(content, "x.docx")


def test_packing_methods_that_no_document_uses_are_refused():
    with pytest.raises(NotAccepted, match="damaged or unusual ZIP"):
        kind(making.packed({"[Content_Types].xml": "x", "_rels/.rels": "x"}, zipfile.ZIP_LZMA), "x.docx")


def test_a_locked_archive_is_refused():
    content = bytearray(making.office("docx"))
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 8] |= 1
    with pytest.raises(NotAccepted, match="is a document with a password"):
        kind(bytes(content), "x.docx")


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("x.pdf", making.pdf()[:-40], DamagedFile),
        ("x.mp4", making.boxed(b"isom", b"vide")[:30_000], DamagedFile),
        ("x.mp4", making.boxed(b"isom"), DamagedFile),
        ("x.mp3", making.id3(100) + bytes(3000), DamagedFile),
        ("x.wav", b"RIFF\x24\x00\x00\x00WAVE", DamagedFile),
        ("x.flac", b"fLaC\x00", DamagedFile),
        ("x.odt", making.packed({"mimetype": "application/vnd.oasis.opendocument.text"}), DamagedFile),
        ("x.docx", making.office("docx")[:-30], NotAccepted),
        ("x.png", b"\x89PNG\r\n\x1a\n", DamagedPhoto),
        ("x.jpg", b"\xff\xd8\xff\xe0", DamagedPhoto),
        ("x.webp", b"RIFF\x24\x00\x00\x00WEBP", DamagedPhoto),
        ("x.heic", making.HEIC[:100], DamagedPhoto),
    ],
    ids=making.label,
)
def test_a_file_that_breaks_off_is_refused(name, content, error):
    with pytest.raises(error):
        kind(content, name)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("x.gif", b"GIF89a=1;/*" + bytes(20) + b"*/alert(1)//", DamagedPhoto),
        ("x.gif", b"GIF89a/*<svg/onload=alert(1)>*/=alert(1)//;", DamagedPhoto),
        ("x.pdf", b"<!--" + making.pdf() + b"--><script>alert(1)</script>", NotAccepted),
        ("x.html", b"<html>%PDF-1.7" + making.pdf(), NotAccepted),
        ("x.pdf", b"MZ" + bytes(60) + making.pdf(), NotAccepted),
        ("x.pdf", making.packed({"a": "a"}) + making.pdf(), NotAccepted),
        ("x.js", b"GIF89a" + making.picture("GIF", mode="P")[6:] + b"alert(1)", Misnamed),
    ],
    ids=making.label,
)
def test_files_of_two_faces_are_refused_where_they_can_be_told(name, content, error):
    with pytest.raises(error):
        kind(content, name)


def test_a_picture_that_would_fill_the_memory_is_refused():
    with pytest.raises(TooManyPixels, match="at most 64 million pixels"):
        kind(making.png_claiming(9000, 9000), "x.png")


def test_a_container_of_endless_small_boxes_is_soon_given_up():
    with pytest.raises(DamagedFile):
        kind(making.box(b"ftyp", b"isom" + bytes(4)) + making.box(b"free") * 100_000, "x.mp4")


def test_a_box_longer_than_the_film_is_not_followed():
    with pytest.raises(DamagedFile):
        kind(making.box(b"ftyp", b"isom" + bytes(4)) + struct.pack(">I", 2**31) + b"moov", "x.mp4")


@given(st.binary(min_size=1, max_size=300), st.sampled_from(list(making.GOOD)), st.data())
def test_whatever_comes_in_a_kind_or_a_refusal_comes_out(noise, sample, data):
    content = making.GOOD[sample][1][:5000]
    at = data.draw(st.integers(0, len(content)))
    with suppress(Refusal):
        assert isinstance(kind(content[:at] + noise + content[at + len(noise) :], sample), FileKind)


class TestAdmitting:
    def test_a_good_file_comes_with_kind_name_and_size(self):
        content = making.pdf()
        admitted = admit(io.BytesIO(content), "Vérslag 🎓.pdf", limits=UploadLimits())
        assert (admitted.kind.name, admitted.name, admitted.size) == ("pdf", "Vérslag 🎓.pdf", len(content))

    def test_a_name_without_extension_gets_one(self):
        assert admit(io.BytesIO(making.pdf()), "scan", limits=UploadLimits()).name == "scan.pdf"

    def test_the_stream_can_be_stored_at_once(self):
        whole = io.BytesIO(making.pdf())
        whole.read(10)
        admit(whole, "report.pdf", limits=UploadLimits())
        assert whole.tell() == 0

    def test_each_category_has_its_own_limit(self):
        limits = UploadLimits(image=100)
        with pytest.raises(TooLarge, match="at most 100 B"):
            admit(io.BytesIO(making.picture("JPEG")), "x.jpg", limits=limits)
        assert admit(io.BytesIO(making.pdf()), "x.pdf", limits=limits)

    @pytest.mark.parametrize(("content", "limit"), [(making.picture("JPEG"), 1), (making.pdf(), 2)])
    def test_a_file_beyond_every_limit_is_told_the_limit_of_its_own_category(self, content, limit):
        with pytest.raises(TooLarge, match=f"at most {limit} B"):
            admit(io.BytesIO(content), "x", limits=UploadLimits(1, 2, 3, 4))

    def test_only_the_beginning_is_looked_at_beyond_the_largest_limit(self):
        with pytest.raises(TooLarge):
            admit(io.BytesIO(bytes(500)), "x.bin", limits=UploadLimits(100, 200, 300, 400))

    def test_the_limits_are_those_of_the_house_unless_set(self):
        limits = UploadLimits()
        assert [limits.of(category) // MEGABYTE for category in Category] == [25, 50, 1024, 1024]
