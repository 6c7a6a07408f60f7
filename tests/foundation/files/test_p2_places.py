"""P2: where a film or a sound was made is found in its container, and written over byte by byte."""

import io
import random
import struct
from contextlib import suppress

import pytest

from foundation.files import KINDS, MAY_TELL, Unfathomable, UploadLimits, admit, placed_in, written_over
from foundation.files.kinds import M4A, MOV, MP4, WEBM
from tests.foundation.files import making
from tests.foundation.files.making import XYZ, box, element, film, keyed, samples, tags, user_data, webm

MEDIA = 24  # where the media of a film begin


def without_place(content, kind=MP4):
    whole = io.BytesIO(content)
    spans = placed_in(whole, kind.media_type)
    stream, pieces = written_over(whole, spans), []
    while piece := stream.read(977):
        pieces.append(piece)
    return b"".join(pieces)


LOCI = box(b"udta", box(b"loci", bytes(6) + XYZ))
ADDED = box(b"udta", box(b"smta", XYZ))
BEHIND_VERSION = box(b"udta", box(b"meta", bytes(4) + box(b"hdlr", bytes(8) + b"mdir" + bytes(13)) + box(b"xml ", XYZ)))
IN_TRACK = box(
    b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", box(b"hdlr", bytes(8) + b"soun" + bytes(13)) + user_data())
)
TELLING = {
    "a text of a phone": (film(user_data()), MP4),
    "a sound": (film(user_data(), major=b"M4A ", handler=b"soun"), M4A),
    "keys of Apple": (film(keyed(make=b"Phone", location_ISO6709=XYZ), major=b"qt  "), MOV),
    "keys inside user data": (film(box(b"udta", keyed(location_ISO6709=XYZ))), MP4),
    "3GPP": (film(LOCI), MP4),
    "a box of a maker": (film(ADDED), MP4),
    "XML": (film(BEHIND_VERSION), MP4),
    "a track": (film(tracks=IN_TRACK), MP4),
    "XMP in the movie": (film(box(b"uuid", bytes(16) + XYZ)), MP4),
    "XMP behind all": (film(after=box(b"uuid", bytes(16) + b"<x:xmpmeta>" + XYZ)), MP4),
    "an old place that was freed": (film(box(b"free", b"\xa9xyz" + XYZ)), MP4),
    "metadata of the file": (film(after=box(b"meta", bytes(4) + XYZ)), MP4),
    "what is no box": (film(after=b"\0\0\0\2" + XYZ), MP4),
    "a long box": (film(after=struct.pack(">I4sQ", 1, b"uuid", 16 + 16 + len(XYZ)) + bytes(16) + XYZ), MP4),
    "tags of WebM": (webm(tags(ENCODER=b"x", LOCATION=XYZ)), WEBM),
    "tags behind endless clusters": (webm(tags(location=XYZ), endless=True), WEBM),
    "an attachment": (webm(element("1941a469", XYZ)), WEBM),
    "tags that were freed": (webm(element("ec", XYZ, width=1)), WEBM),
}
SILENT = {
    "nothing": (film(), MP4),
    "a program": (film(user_data(b"\xa9too", b"Lavf60")), MP4),
    "the end of user data": (film(box(b"udta", box(b"\xa9swr", b"1.0") + bytes(4))), MOV),
    "a telephone": (film(keyed(make=b"Phone", model=b"9", creationdate=b"2027")), MOV),
    "an empty place": (film(box(b"free", bytes(5000)), after=box(b"skip", b"")), MP4),
    "fragments": (film(after=box(b"moof", box(b"mfhd", bytes(8))) + box(b"mdat", XYZ)), MP4),
    "half a film": (film() + struct.pack(">I", 10**9) + b"mdat" + XYZ, MP4),
    "an unnamed thing in pictures": (film(media=XYZ * 100), MP4),
    "tags of a program": (webm(tags(ENCODER=b"x", DURATION=b"1")), WEBM),
    "clusters of a browser": (webm(endless=True), WEBM),
}


@pytest.mark.parametrize("name", TELLING)
def test_p2_where_it_was_made_is_written_over_and_nothing_else_moves(name):
    content, kind = TELLING[name]
    made = without_place(content, kind)
    assert (len(made), XYZ in made, XYZ in content) == (len(content), False, True)
    assert made[: content.index(b"\x07" * 300) + 300] == content[: content.index(b"\x07" * 300) + 300]


@pytest.mark.parametrize("name", SILENT)
def test_p2_what_tells_no_place_stays_as_it_is(name):
    content, kind = SILENT[name]
    assert placed_in(io.BytesIO(content), kind.media_type) == []


@pytest.mark.parametrize("name", [name for name in TELLING if "track" not in name])
def test_p2_a_copy_is_a_file_of_the_same_kind(name):
    content, kind = TELLING[name]
    made = without_place(content, kind)
    assert admit(io.BytesIO(made), "film", limits=UploadLimits()).kind == KINDS[kind.name]
    assert placed_in(io.BytesIO(made), kind.media_type) == []


def test_p2_the_place_of_each_moment_in_a_track_of_its_own_is_written_over():
    media = b"\x07" * 100 + XYZ + b"\x07" * 100 + XYZ + b"\x07" * 100
    first, second = 24 + 100, 24 + 200 + len(XYZ)
    content = film(tracks=samples(b"meta", (first, len(XYZ)), (second, len(XYZ))), media=media)
    made = without_place(content)
    assert made[24 : 24 + len(media)] == media.replace(XYZ, bytes(len(XYZ)))
    assert made[24 + len(media) :] == content[24 + len(media) :]


def test_p2_a_track_that_names_what_it_holds_and_no_place_stays():
    said = box(b"keys", b"mdtacom.apple.quicktime.video-orientation")
    track = samples(b"meta", (MEDIA, 100), form=b"mebx", said=said)
    assert placed_in(io.BytesIO(film(tracks=track)), MOV.media_type) == []
    track = samples(b"meta", (MEDIA, 100), form=b"mebx", said=said + b"com.apple.quicktime.location.ISO6709")
    assert placed_in(io.BytesIO(film(tracks=track)), MOV.media_type) != []


@pytest.mark.parametrize(
    "content",
    [
        film(tracks=samples(b"meta", (MEDIA, 9)), after=box(b"moof", b"")),  # it may be in any fragment
        film(
            tracks=samples(b"meta", *[(MEDIA, 1)] * 9).replace(
                struct.pack(">3I", 0, 0, 9), struct.pack(">3I", 0, 1, 2**31)
            )
        ),
        film(*[box(b"free")] * 400_000),
        webm(b"\x12\x54\xc3\x67\xff" + XYZ),  # tags without an end
    ],
    ids=["fragments", "countless samples", "countless boxes", "endless tags"],
)
def test_p2_of_what_nobody_can_look_through_nobody_says_anything(content):
    kind = WEBM if content.startswith(b"\x1a") else MP4
    with pytest.raises(Unfathomable):
        placed_in(io.BytesIO(content), kind.media_type)


def test_p2_boxes_in_boxes_in_boxes_do_no_harm():
    deep = b""
    for _ in range(5000):
        deep = box(b"udta", deep + XYZ) if len(deep) < 100_000 else box(b"meta", deep)
    assert XYZ not in without_place(film(deep))
    nested = XYZ
    for _ in range(2000):
        nested = element("67c8", nested)
    assert XYZ not in without_place(webm(element("1254c367", element("7373", nested))), WEBM)


@pytest.mark.parametrize("seed", range(300))
def test_p2_any_damage_is_looked_through_or_given_up(seed):
    chance = random.Random(seed)
    content, kind = chance.choice(list(TELLING.values()))
    damaged = bytearray(content.replace(b"\x07" * 20_000, b"\x07" * 30))
    for _ in range(chance.randrange(1, 9)):
        damaged[chance.randrange(len(damaged))] = chance.choice((0, 1, 255, chance.randrange(256)))
    with suppress(Unfathomable):
        assert len(without_place(bytes(damaged), kind)) == len(damaged)


def test_p2_each_kind_that_phones_film_and_record_in_is_looked_through():
    assert {kind.media_type for kind in (MP4, MOV, M4A, WEBM)} == MAY_TELL
    for name, (kind, content) in making.GOOD.items():
        if KINDS[kind].media_type in MAY_TELL:
            assert len(without_place(content, KINDS[kind])) == len(content), name


class Counted(io.BytesIO):
    """Says how many bytes were asked for."""

    asked = 0

    def read(self, size=-1):
        found = super().read(size)
        self.asked += len(found)
        return found


def test_p2_media_are_not_read():
    whole = Counted(film(user_data(), media=b"\x07" * 5_000_000))
    placed_in(whole, MP4.media_type)
    assert whole.asked < 2000
