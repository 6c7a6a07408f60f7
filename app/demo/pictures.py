"""Files for the demo's evidence: drawn and written here, so that nothing is anybody else's."""

import io
import math
import random
import struct
import wave
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Colour = tuple[int, int, int]
STEEL: Colour = (118, 122, 128)
SKINS: tuple[Colour, ...] = ((244, 214, 190), (222, 178, 142), (176, 124, 86), (120, 82, 58), (92, 62, 46))
HAIRS: tuple[Colour, ...] = ((44, 32, 26), (92, 60, 36), (168, 120, 64), (206, 172, 110), (30, 28, 32), (120, 44, 28))
SHIRTS: tuple[Colour, ...] = ((30, 84, 92), (142, 72, 48), (72, 92, 60), (52, 62, 102), (150, 118, 52), (96, 52, 88))


def jpeg(image: Image.Image) -> bytes:
    """The picture as a phone would send it."""
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=82)
    return kept.getvalue()


def portrait(seed: int, *, long_hair: bool) -> bytes:
    """A drawn face, one for each seed."""
    dice = random.Random(seed)  # noqa: S311  # a drawing, not a secret
    skin, hair, shirt = dice.choice(SKINS), dice.choice(HAIRS), dice.choice(SHIRTS)
    backdrop = dice.choice(((214, 222, 218), (226, 216, 202), (206, 216, 228), (222, 226, 206)))
    image = Image.new("RGB", (640, 640), backdrop)
    draw = ImageDraw.Draw(image)
    draw.ellipse((90, 470, 550, 900), fill=shirt)
    draw.rectangle((270, 420, 370, 520), fill=_darker(skin, 0.9))
    if long_hair:
        draw.rounded_rectangle((185, 150, 455, 560), 130, fill=hair)
    draw.ellipse((200, 150, 440, 470), fill=skin)
    draw.pieslice((190, 110, 450, 400), 180 + dice.randint(-8, 8), 360, fill=hair)
    for x in (268, 372):
        draw.ellipse((x - 11, 298, x + 11, 320), fill=(44, 38, 36))
        draw.arc((x - 26, 262, x + 26, 300), 205, 335, fill=_darker(hair, 0.8), width=7)
    draw.arc((278, 330, 362, 412), 20, 160, fill=_darker(skin, 0.55), width=9)
    draw.line((320, 318, 312, 358, 326, 362), fill=_darker(skin, 0.8), width=5, joint="curve")
    return jpeg(image)


@cache
def weld(seed: int) -> bytes:
    """Two plates and a seam."""
    dice = random.Random(seed)  # noqa: S311  # a drawing, not a secret
    image = _noise(dice, (1400, 1000), STEEL)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1400, 480), fill=(132, 136, 142))
    image.paste(_noise(dice, (1400, 480), (134, 138, 144)), (0, 0))
    for step in range(46):
        x = 60 + step * 28
        shade = 84 + round(26 * math.sin(step / 2)) + dice.randint(-8, 8)
        draw.ellipse((x - 42, 436, x + 46, 556), fill=(shade, shade, shade + 10), outline=(58, 58, 64), width=4)
    draw.line((0, 428, 1400, 428), fill=(92, 78, 66), width=14)
    draw.line((0, 566, 1400, 566), fill=(78, 72, 88), width=10)
    return jpeg(image.filter(ImageFilter.GaussianBlur(1.6)))


@cache
def ward(seed: int) -> bytes:
    """A tidy trolley in a care home."""
    dice = random.Random(seed)  # noqa: S311  # a drawing, not a secret
    image = _noise(dice, (1400, 1000), (226, 224, 214))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 720, 1400, 1000), fill=(176, 168, 150))
    draw.rounded_rectangle((360, 300, 1040, 860), 30, fill=(206, 216, 218), outline=(120, 134, 138), width=10)
    for shelf in (420, 580, 740):
        draw.line((380, shelf, 1020, shelf), fill=(120, 134, 138), width=8)
        for place in range(5):
            height, x = dice.randint(50, 100), 410 + place * 122
            draw.rounded_rectangle((x, shelf - height, x + 84, shelf - 4), 12, fill=dice.choice(SHIRTS))
    for x in (420, 980):
        draw.ellipse((x - 34, 850, x + 34, 918), fill=(60, 62, 66))
    return jpeg(image.filter(ImageFilter.GaussianBlur(1.2)))


@cache
def report(title: str, paragraphs: tuple[str, ...]) -> bytes:
    """A short report as a PDF."""
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4)
    canvas.setTitle(title)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(60, 770, title)
    canvas.setFont("Helvetica", 11)
    height = 735
    for paragraph in paragraphs:
        for line in _lines(paragraph, 84):
            canvas.drawString(60, height, line)
            height -= 16
        height -= 10
    canvas.save()
    return kept.getvalue()


def sound(seconds: float = 1.5) -> bytes:
    """A spoken note would be longer; this is a soft tone, so that playing can be tried."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        swing: Callable[[int], int] = lambda t: round(6000 * math.sin(t / 8) * math.exp(-t / 9000))  # noqa: E731
        file.writeframes(b"".join(struct.pack("<h", swing(t)) for t in range(round(8000 * seconds))))
    return kept.getvalue()


def _darker(colour: Colour, share: float) -> Colour:
    return (round(colour[0] * share), round(colour[1] * share), round(colour[2] * share))


def _noise(dice: random.Random, size: tuple[int, int], colour: Colour) -> Image.Image:
    grain = Image.effect_noise(size, 18).convert("L")
    tinted = Image.merge("RGB", [grain.point(lambda value, base=base: base + (value - 128) // 3) for base in colour])
    return tinted.filter(ImageFilter.BoxBlur(dice.choice((1, 2))))


def _lines(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]
