"""Files that lie about what they are or hide something, beside those that are merely odd and must pass."""

import io
import struct
import unicodedata
import zipfile

import pytest
from PIL import Image, ImageCms

from foundation.files import (
    DamagedPhoto,
    RefusedFile,
    UploadLimits,
    admit,
    derivatives,
    measure,
    photo,
    preview,
    take_in,
)
from foundation.refusals import Refusal
from foundation.scanning import NoScanner
from foundation.storage import DiskStorage, TooLarge
from tests.foundation.files import documents, making
from tests.foundation.files.test_images import exif_with_everything

pytestmark = pytest.mark.pure
MARKER = b"SECRETMARKER"


def take(folder, content, name):
    return take_in(DiskStorage(folder), io.BytesIO(content), name, limits=UploadLimits(), scanner=NoScanner())


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


def zip_behind(content):
    target = io.BytesIO(content)
    target.seek(0, io.SEEK_END)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("evil.js", "alert(1)")
    return target.getvalue()


REFUSED = {
    "no byte at all": (b"", "empty.pdf"),
    "a web page called PDF": (HTML, "report.pdf"),
    "a web page behind blanks": (b"\n \t" + HTML, "notes.txt"),
    "a web page with a mark of UTF-8": (b"\xef\xbb\xbf" + HTML, "notes.txt"),
    "a web page in UTF-16": (HTML.decode().encode("utf-16"), "notes.txt"),
    "a drawing with a script": (SVG, "logo.svg"),
    "a drawing called PNG": (SVG, "logo.png"),
    "a drawing in XML": (b'<?xml version="1.0"?>' + SVG, "logo.txt"),
    "a web page before a PDF": (HTML + documents.document(), "report.pdf"),
    "an archive called PDF": (zip_behind(b""), "report.pdf"),
    "a program called PDF": (b"MZ" + bytes(200) + b"%PDF-1.7 %%EOF", "report.pdf"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "notes.txt"),
    "a page for Windows": (b"<html xmlns:hta='x'><hta:application>", "help.txt"),
    "a PDF that ends too early": (documents.document()[:-700], "report.pdf"),
    "a picture of too many pixels": (making.png_claiming(9_000, 9_000), "large.png"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_p2_nothing_of_a_hostile_file_is_kept(tmp_path, name):
    content, called = REFUSED[name]
    with pytest.raises(Refusal):
        take(tmp_path, content, called)
    assert kept(tmp_path) == []


# Two faces in one file: what cannot be told apart is kept as the harmless face, and leaves as that alone.

TWO_FACES = {
    "GIF and JavaScript": (b"GIF89a/*" + making.picture("GIF", mode="P")[8:] + b"*/=1;alert(1)", "a.gif", "image/gif"),
    "JPEG and web page": (making.picture("JPEG", comment=HTML), "a.jpg", "image/jpeg"),
    "JPEG and archive": (zip_behind(making.picture("JPEG")), "a.jpg", "image/jpeg"),
    "PDF and archive": (zip_behind(documents.document() + b"\n%%EOF"), "a.pdf", "application/pdf"),
    "PDF and web page": (documents.document() + HTML, "a.pdf", "application/pdf"),
}


@pytest.mark.parametrize("name", sorted(TWO_FACES))
def test_p2_a_file_of_two_faces_is_refused_or_kept_as_the_harmless_one(tmp_path, name):
    content, called, media_type = TWO_FACES[name]
    try:
        found = take(tmp_path, content, called)
    except Refusal:
        assert kept(tmp_path) == []
        return
    assert (found.media_type, found.name) == (media_type, called)


@pytest.mark.parametrize("name", ["GIF and JavaScript", "JPEG and web page", "JPEG and archive"])
def test_p2_the_other_face_is_not_in_what_is_shown(name):
    content, _, _ = TWO_FACES[name]
    try:
        drawn = derivatives(io.BytesIO(content))
    except Refusal:
        return
    for made in (drawn.shown.content, drawn.thumbnail.content):
        assert made.startswith(b"\xff\xd8\xff")
        assert b"alert(1)" not in made
        assert b"evil.js" not in made


# Names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../../etc/cron.d/x.txt", "x.txt"),
        ("..\\..\\windows\\system32\\x.txt", "x.txt"),
        ("cv\u202etxt.exe.txt", "cvtxt.exe.txt"),
        ("\u2067\u202dnotes.txt", "notes.txt"),
        ("notes\x00.exe.txt", "notes.exe.txt"),
        ("CON.txt", "CON.txt"),
        ("🎓 diploma 👩🏽‍🔧.txt", "🎓 diploma 👩🏽‍🔧.txt"),
        (unicodedata.normalize("NFD", "één reünie.txt"), unicodedata.normalize("NFD", "één reünie.txt")),
        ("notes", "notes.txt"),
        ("", "file.txt"),
    ],
)
def test_p2_a_name_is_kept_without_what_misleads(tmp_path, name, expected):
    assert take(tmp_path, b"words", name).name == expected


def test_p2_a_name_of_300_letters_is_cut_and_keeps_its_ending(tmp_path):
    name = take(tmp_path, b"words", "w" * 300 + ".txt").name
    assert (len(name), name[-4:]) == (200, ".txt")


def test_p2_where_bytes_are_kept_has_nothing_to_do_with_the_name(tmp_path):
    keys = {take(tmp_path, b"words", name).key for name in ("a.txt", "../b.txt", "c" * 300 + ".txt", "د.txt")}
    assert len(keys) == 1


def test_p2_the_refusal_names_the_file_without_what_misleads(tmp_path):
    with pytest.raises(RefusedFile) as refusal:
        take(tmp_path, making.png_claiming(9_000, 9_000), "../x\u202egnp.png")
    assert str(refusal.value).startswith("xgnp.png: ")


# Photos: nothing but pixels for others


def jpeg_with_everything():
    """As phones and programs write them: a place, a comment, XMP, IPTC, a profile and a small copy of itself."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + MARKER
    image, target = Image.new("RGB", (200, 100), "teal"), io.BytesIO()
    place = b"<x:xmpmeta><exif:GPSLatitude>52,5.1N" + MARKER + b"</x:xmpmeta>"
    image.save(target, "JPEG", exif=exif_with_everything(), comment=MARKER, xmp=place, icc_profile=profile)
    written = target.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(MARKER)) + MARKER
    block = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    return written[:2] + block + written[2:] + MARKER  # and something behind the end


@pytest.mark.parametrize("make", [preview, photo, lambda stream: derivatives(stream).thumbnail])
def test_p2_where_and_with_what_a_photo_was_taken_is_in_no_derivative(make):
    content = jpeg_with_everything()
    assert content.count(MARKER) >= 5
    made = make(io.BytesIO(content)).content
    assert MARKER not in made
    assert not any(word in made for word in (b"Exif", b"xmp", b"Photoshop", b"ICC_PROFILE", b"GPS"))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_p2_a_photo_that_breaks_off_is_kept_as_it_came_and_does_no_harm(tmp_path, share):
    whole = making.picture("JPEG", (800, 600))
    found = take(tmp_path, whole[: int(len(whole) * share)], "half.jpg")
    with DiskStorage(tmp_path).open(found.key) as stream:
        try:
            drawn = derivatives(stream)
        except Refusal:
            return
    assert drawn.shown.width == 800


# Odd and good


GOOD = {
    "a photo for print": (making.picture("JPEG", mode="CMYK", color=(0, 100, 100, 0)), "print.jpg"),
    "a grey photo": (making.picture("JPEG", mode="L"), "grey.jpeg"),
    "accents in two parts": (b"words", unicodedata.normalize("NFD", "reünie é.txt")),
    "an iPhone photo called JPG": (making.HEIC, "IMG_0001.JPG"),
    "an iPhone photo": (making.HEIC, "IMG_0001.HEIC"),
    "a name of emoji": (making.picture("PNG"), "🎓👩🏽‍🔧.png"),
    "no ending": (documents.document(), "report"),
    "letters in capitals": (documents.document(), "REPORT.PDF"),
    "a report of many pages": (documents.document(pages=50), "long.pdf"),
    "a locked PDF": (documents.document(password="x"), "locked.pdf"),
    "a text about markup": (b"In HTML one writes <b> for bold.\n", "notes.txt"),
    "one letter": (b"x", "x.txt"),
}


@pytest.mark.parametrize("name", sorted(GOOD))
def test_p2_what_is_odd_but_good_is_kept_byte_by_byte(tmp_path, name):
    content, called = GOOD[name]
    found = take(tmp_path, content, called)
    with DiskStorage(tmp_path).open(found.key) as stream:
        assert stream.read() == content


class Counted(io.BytesIO):
    """Counts the bytes that are read of it."""

    taken = 0

    def read(self, size=-1):
        content = super().read(size)
        self.taken += len(content)
        return content


@pytest.mark.parametrize(
    "junk", [b"\x00", b"\xff", b"\xff\x00", b"\xff\xd0"], ids=["nothing", "fill", "stuffing", "restart"]
)
def test_p2_a_jpeg_that_is_junk_after_its_start_is_refused_without_being_looked_through(junk):
    stream = Counted(b"\xff\xd8\xff" + junk * (4_000_000 // len(junk)))
    with pytest.raises(DamagedPhoto):
        measure(stream)
    assert stream.taken < 200_000


def test_p2_a_photo_over_its_limit_is_refused_before_it_is_looked_at():
    stream = Counted(b"\xff\xd8\xff" + bytes(3_000_000))
    with pytest.raises(TooLarge):
        admit(stream, "a.jpg", limits=UploadLimits(image=1_000_000))
    assert stream.taken < 100_000
