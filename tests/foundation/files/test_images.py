import io
import random
import struct
import subprocess
import sys
import textwrap
import time
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from foundation.files import DamagedPhoto, Preview, TooManyPixels, derivatives, measure, photo, preview
from foundation.refusals import Refusal
from tests.foundation.files import making

MARKER = b"SECRETMARKER"


def drawn(content, **options):
    return Image.open(io.BytesIO(preview(io.BytesIO(content), **options).content))


def saved(image, form, **options):
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def near(colour, other, tolerance=12):
    return all(abs(one - two) <= tolerance for one, two in zip(colour, other, strict=True))


def left_blue_right_red(size=(96, 64)):
    image = Image.new("RGB", size, (200, 40, 40))
    image.paste((30, 60, 200), (0, 0, size[0] // 2, size[1]))
    return image


def exif_with_everything(orientation=1):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = orientation, MARKER.decode(), MARKER.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 13.0), 3: "E", 4: (5.0, 7.0, 17.0), 29: MARKER.decode()})
    exif[0x8825] = exif.get_ifd(0x8825)
    return exif.tobytes()


def nothing_but_pixels(made: Preview):
    image = Image.open(io.BytesIO(made.content))
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert MARKER not in made.content
    assert b"Exif" not in made.content
    assert b"ICC_PROFILE" not in made.content
    return True


@pytest.mark.parametrize("name", ["photo.jpg", "drawing.png", "sticker.webp", "moving.gif", "IMG_0001.HEIC"])
def test_every_kind_of_picture_is_drawn(name):
    made = preview(io.BytesIO(making.GOOD[name][1]))
    image = Image.open(io.BytesIO(made.content))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (made.width, made.height))


@pytest.mark.parametrize(
    ("size", "shown"), [((4000, 3000), (1600, 1200)), ((300, 2000), (240, 1600)), ((50, 40), (50, 40))]
)
def test_a_picture_is_made_smaller_never_larger(size, shown):
    assert drawn(making.picture("JPEG", size)).size == shown


def test_the_small_one_comes_from_the_same_decoding():
    made = derivatives(io.BytesIO(making.picture("JPEG", (4000, 3000))))
    assert (made.shown.width, made.shown.height) == (1600, 1200)
    assert (made.thumbnail.width, made.thumbnail.height) == (320, 240)
    assert len(made.thumbnail.content) < len(made.shown.content)


def test_measuring_does_not_decode():
    assert measure(io.BytesIO(making.picture("JPEG", (4000, 3000))[:1000])) == (4000, 3000)


def test_the_stream_stays_open_for_its_owner():
    stream = io.BytesIO(making.picture("PNG"))
    preview(stream)
    assert stream.seek(0) == 0


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "top_left", "bottom_right"),
    [(1, "blue", "red"), (2, "red", "blue"), (3, "red", "blue"), (4, "blue", "red"),
     (5, "blue", "red"), (6, "blue", "red"), (7, "red", "blue"), (8, "red", "blue")],
)  # fmt: skip
def test_the_picture_stands_upright(form, orientation, top_left, bottom_right):
    colours = {"blue": (30, 60, 200), "red": (200, 40, 40)}
    image = drawn(saved(left_blue_right_red(), form, exif=exif_with_everything(orientation), quality=95))
    width, height = image.size
    assert (width > height) == (orientation < 5)
    assert near(image.getpixel((3, 3)), colours[top_left], 30)
    assert near(image.getpixel((width - 4, height - 4)), colours[bottom_right], 30)


def test_a_heic_photo_stands_upright_and_is_turned_once():
    image = drawn(making.HEIC)
    assert image.size == (64, 96)
    assert near(image.getpixel((32, 10)), (30, 60, 200), 30)
    assert near(image.getpixel((32, 85)), (200, 40, 40), 30)


@pytest.mark.parametrize("make", [preview, photo, lambda stream: derivatives(stream).thumbnail])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_is_left(make, form):
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", MARKER.decode())
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    extra = {"JPEG": {"comment": MARKER, "xmp": MARKER}, "PNG": {"pnginfo": text}, "WEBP": {"xmp": MARKER}}[form]
    content = saved(left_blue_right_red(), form, exif=exif_with_everything(), icc_profile=profile, **extra)
    assert MARKER in content
    assert nothing_but_pixels(make(io.BytesIO(content)))


def test_no_metadata_is_left_of_a_heic_photo():
    assert b"SECRETMAKER" in making.HEIC
    made = preview(io.BytesIO(making.HEIC))
    assert nothing_but_pixels(made)
    assert b"SECRETMAKER" not in made.content


def test_what_hangs_behind_the_picture_is_not_drawn():
    made = preview(io.BytesIO(making.picture("GIF", mode="P") + b"<script>SECRETMARKER</script>"))
    assert MARKER not in made.content


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(60_000, 60_000), (9_000, 9_000)])
def test_a_pixel_bomb_is_refused_at_once(form, size):
    content = making.png_claiming(100, 100)
    if form == "PNG":
        header = content[12:16] + struct.pack(">II", *size) + content[24:29]
        content = content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]
    else:
        content = making.picture("JPEG").replace(struct.pack(">HH", 48, 64), struct.pack(">HH", *size))
    started = time.process_time()
    with pytest.raises(TooManyPixels) as refusal:
        preview(io.BytesIO(content))
    assert refusal.value.status == 413
    assert time.process_time() - started < 0.2


def peak_kilobytes(code, content):
    """The most memory a process of its own needed for this code with this picture, beyond what it began with."""
    return int(
        subprocess.run(
            [sys.executable, "-c", textwrap.dedent(MEASURING), code], input=content, capture_output=True, check=True
        ).stdout
    )


MEASURING = """
    import io, resource, sys
    import foundation.files as files
    from foundation.refusals import Refusal
    content = sys.stdin.buffer.read()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        eval(sys.argv[1])(io.BytesIO(content))
    except Refusal as refusal:
        assert "pixels" in str(refusal), refusal
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


ADMIT = "lambda stream: files.admit(stream, 'x.png', limits=files.UploadLimits())"


@pytest.mark.parametrize("code", ["files.preview", "files.photo", ADMIT])
def test_a_real_bomb_takes_hardly_any_memory(code):
    content = making.png_claiming(20_000, 20_000)
    assert len(content) < 1_000_000
    assert peak_kilobytes(code, content) < 30_000


def test_a_webp_bomb_takes_hardly_any_memory():
    canvas = struct.pack("<I", 16_382)[:3] * 2
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + canvas
    frame = making.picture("WEBP")[12:]
    animation = b"ANIM" + struct.pack("<I", 6) + bytes(6)
    place = bytes(6) + struct.pack("<I", 63)[:3] + struct.pack("<I", 47)[:3] + bytes(4)
    animated = b"ANMF" + struct.pack("<I", 16 + len(frame)) + place + frame
    body = b"WEBP" + chunk + animation + animated
    content = b"RIFF" + struct.pack("<I", len(body)) + body
    assert peak_kilobytes("files.preview", content) < 30_000


def test_a_cmyk_photo_keeps_its_colours():
    assert near(drawn(making.picture("JPEG", mode="CMYK", color=(0, 255, 255, 0))).getpixel((5, 5)), (255, 0, 0), 40)


@pytest.mark.parametrize(("value", "grey"), [(0, 0), (0x8000, 128), (0xFFFF, 255)])
def test_sixteen_bits_become_eight(value, grey):
    assert near(drawn(making.png_16_bit(value)).getpixel((5, 5)), (grey, grey, grey), 2)


def test_one_can_look_through_a_palette_onto_white():
    image = Image.new("P", (20, 20), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    ImageDraw.Draw(image).rectangle((0, 0, 9, 19), fill=1)
    made = drawn(saved(image, "PNG", transparency=0))
    assert near(made.getpixel((17, 10)), (255, 255, 255))
    assert near(made.getpixel((2, 10)), (0, 0, 255), 30)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_becomes_white(mode):
    assert near(drawn(saved(Image.new(mode, (20, 20), 0), "PNG")).getpixel((5, 5)), (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L"])
def test_black_and_white_is_drawn(mode):
    assert drawn(saved(Image.new(mode, (20, 20), 0), "PNG")).getpixel((5, 5)) == (0, 0, 0)


def test_of_a_moving_picture_the_first_frame_is_drawn():
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "green")]
    for form in ("GIF", "WEBP"):
        content = saved(frames[0], form, save_all=True, append_images=frames[1:])
        assert near(drawn(content).getpixel((5, 5)), (255, 0, 0), 20)


def test_a_colour_profile_is_applied():
    """With red and blue of the profile changed places, a red picture is to be seen blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    turned = profile.replace(b"rXYZ", b"swap", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"swap", b"bXYZ", 1)
    made = drawn(saved(Image.new("RGB", (20, 20), "red"), "PNG", icc_profile=turned))
    assert near(made.getpixel((5, 5)), (0, 0, 255), 30)


def test_a_profile_for_other_colours_is_left_aside():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    made = drawn(saved(left_blue_right_red(), "JPEG", icc_profile=profile))
    assert near(made.getpixel((5, 5)), (30, 60, 200), 30)


def test_a_profile_of_nonsense_is_left_aside():
    assert near(drawn(saved(left_blue_right_red(), "PNG", icc_profile=MARKER)).getpixel((5, 5)), (30, 60, 200), 10)


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("GIF", {}),
    ],
)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_photo_that_breaks_off_is_damaged(form, options, part):
    noise = Image.frombytes("RGB", (200, 200), random.Random(3).randbytes(120_000))
    content = saved(noise, form, **options)
    with pytest.raises(DamagedPhoto, match="the photo is damaged"):
        preview(io.BytesIO(content[: int(len(content) * part)]))


def test_a_heic_photo_that_breaks_off_is_damaged():
    with pytest.raises(DamagedPhoto):
        preview(io.BytesIO(making.HEIC[:480]))


@pytest.mark.parametrize("content", [b"", b"letters", b"<svg/>", b"II*\x00" + bytes(50), b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(DamagedPhoto):
        preview(io.BytesIO(content))


@pytest.mark.parametrize("size", [(1000, 400), (400, 1000), (100, 50), (320, 320)])
def test_a_portrait_is_square(size):
    made = photo(io.BytesIO(making.picture("JPEG", size)))
    assert (made.width, made.height) == (320, 320)


def test_a_portrait_is_cut_from_the_middle():
    image = Image.new("RGB", (900, 300), "red")
    image.paste("blue", (300, 0, 600, 300))
    made = Image.open(io.BytesIO(photo(io.BytesIO(saved(image, "PNG"))).content))
    assert all(near(made.getpixel(at), (0, 0, 255), 20) for at in [(5, 5), (314, 314)])


@given(st.sampled_from(["photo.jpg", "drawing.png", "sticker.webp", "moving.gif", "IMG_0001.HEIC"]), st.data())
def test_whatever_is_wrong_inside_a_preview_or_a_refusal_comes_out(name, data):
    content = bytearray(making.GOOD[name][1])
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(12, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refusal):
        assert preview(io.BytesIO(bytes(content))).content
