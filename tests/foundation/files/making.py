"""Small files of every kind, made here, that real programs accept."""

import io
import struct
import wave
import zipfile
import zlib
from pathlib import Path

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

HEIC = (Path(__file__).parent / "samples" / "phone.heic").read_bytes()


def label(value):
    """A short name for a value in the list of tests."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(getattr(value, "__name__", value))


def picture(form, size=(64, 48), mode="RGB", color=None, **options):
    target = io.BytesIO()
    image = Image.new(mode, size, color if color is not None else (200 if mode in ("L", "P") else "red"))
    image.save(target, form, **options)
    return target.getvalue()


def png_claiming(width, height):
    """A PNG of zeros: small on disk, as large in memory as it says."""
    rows = zlib.compressobj(9)
    row, parts = b"\x00" * (1 + width), []
    for _ in range(0, height, 100):
        parts.append(rows.compress(row * 100))
    data = b"".join([*parts, rows.flush()])
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def png_16_bit(value, size=(32, 32)):
    """A grey PNG of sixteen bits a pixel."""
    target = io.BytesIO()
    Image.frombytes("I;16", size, struct.pack("<H", value) * size[0] * size[1]).save(target, "PNG")
    return target.getvalue()


def pdf():
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(100, 700, "Report")
    canvas.save()
    return target.getvalue()


def packed(members, compression=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


MAIN_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}


def office(kind, **more):
    types = f'<Types><Override PartName="/main.xml" ContentType="{MAIN_TYPES[kind]}"/></Types>'
    return packed({"[Content_Types].xml": types, "_rels/.rels": "<Relationships/>", "main.xml": "<x/>", **more})


def open_document(media_type, **more):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{media_type}", zipfile.ZIP_STORED)
        for name, content in {"content.xml": "<x/>", "META-INF/manifest.xml": "<x/>", **more}.items():
            archive.writestr(name, content)
    return target.getvalue()


def mp3(frames=5, tag=b""):
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def id3(length):
    sevens = bytes(length >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x00" + sevens + bytes(length)


def wav():
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return target.getvalue()


def ogg(payload):
    return b"OggS\x00\x02" + bytes(20) + bytes([1, len(payload)]) + payload + bytes(100)


def flac():
    return b"fLaC\x80\x00\x00\x22" + bytes(34) + bytes(100)


def box(name, content=b""):
    return struct.pack(">I", 8 + len(content)) + name + content


def track(handler):
    return box(b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(13))))


def boxed(major, *handlers, brands=(), media_first=True):
    """A container as phones write it: the films before the list of tracks."""
    movie = box(b"moov", box(b"mvhd", bytes(100)) + b"".join(track(handler) for handler in handlers))
    media = box(b"mdat", bytes(50_000))
    start = box(b"ftyp", major + bytes(4) + b"".join(brands))
    return start + (media + movie if media_first else movie + media)


def ebml(document_type):
    header = b"\x42\x86\x81\x01\x42\x82" + bytes([0x80 | len(document_type)]) + document_type + b"\x42\x87\x81\x04"
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(header)]) + header + b"\x18\x53\x80\x67" + bytes(200)


GOOD = {
    "photo.jpg": ("jpeg", picture("JPEG")),
    "drawing.png": ("png", picture("PNG")),
    "sticker.webp": ("webp", picture("WEBP")),
    "moving.gif": ("gif", picture("GIF", mode="P", save_all=True, append_images=[Image.new("P", (64, 48), 3)])),
    "IMG_0001.HEIC": ("heic", HEIC),
    "report.pdf": ("pdf", pdf()),
    "letter.docx": ("docx", office("docx")),
    "table.xlsx": ("xlsx", office("xlsx")),
    "slides.pptx": ("pptx", office("pptx")),
    "letter.odt": ("odt", open_document("text")),
    "table.ods": ("ods", open_document("spreadsheet")),
    "slides.odp": ("odp", open_document("presentation")),
    "notes.txt": ("text", "Reflectie: één dag stage.\n".encode()),
    "old.txt": ("text", "Reflectie: één dag – “stage”.\r\n".encode("cp1252")),
    "hours.csv": ("csv", b"\xef\xbb\xbfday;hours\r\n1;8\r\n"),
    "talk.mp3": ("mp3", mp3()),
    "song.mp3": ("mp3", mp3(tag=id3(30_000))),
    "memo.m4a": ("m4a", boxed(b"M4A ", b"soun")),
    "memo2.m4a": ("m4a", boxed(b"mp42", b"soun", brands=[b"isom"])),
    "sound.wav": ("wav", wav()),
    "sound.ogg": ("ogg", ogg(b"\x01vorbis" + bytes(20))),
    "voice.opus": ("ogg", ogg(b"OpusHead" + bytes(11))),
    "music.flac": ("flac", flac()),
    "film.mp4": ("mp4", boxed(b"isom", b"vide", b"soun")),
    "film2.mp4": ("mp4", boxed(b"mp42", b"soun", b"vide", media_first=False)),
    "old-phone.3gp": ("mp4", boxed(b"3gp4", b"vide")),
    "IMG_0002.MOV": ("mov", boxed(b"qt  ", b"vide", b"soun", b"meta")),
    "recording.webm": ("webm", ebml(b"webm")),
}


XYZ = b"+52.0907+005.1214/"
APPLE = b"com.apple.quicktime."


def user_data(name=b"\xa9xyz", text=XYZ):
    """A text as phones write it beside a film."""
    return box(b"udta", box(name, struct.pack(">HH", len(text), 0x15C7) + text))


def keyed(**items):
    """The same, as Apple writes it: keys, and values by the number of their key."""
    names = [APPLE + name.replace("_", ".").encode() for name in items]
    keys = b"".join(box(b"mdta", name) for name in names)
    values = b"".join(
        box(struct.pack(">I", number), box(b"data", struct.pack(">II", 1, 0) + text))
        for number, text in enumerate(items.values(), start=1)
    )
    handler = box(b"hdlr", bytes(8) + b"mdta" + bytes(13))
    return box(b"meta", handler + box(b"keys", struct.pack(">II", 0, len(names)) + keys) + box(b"ilst", values))


def samples(handler, *places, form=b"gpmd", said=b""):
    """A track of samples at these places (where, how many bytes), one in each chunk."""
    entry = struct.pack(">II", 0, 1) + box(form, bytes(8) + said)
    table = box(b"stsd", entry)
    table += box(b"stsc", struct.pack(">5I", 0, 1, 1, 1, 1))
    table += box(
        b"stsz", struct.pack(">3I", 0, 0, len(places)) + struct.pack(f">{len(places)}I", *(n for _, n in places))
    )
    table += box(
        b"stco", struct.pack(">2I", 0, len(places)) + struct.pack(f">{len(places)}I", *(at for at, _ in places))
    )
    media = box(b"hdlr", bytes(8) + handler + bytes(13)) + box(b"minf", box(b"stbl", table))
    return box(b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", media))


def film(*beside, major=b"isom", handler=b"vide", tracks=b"", after=b"", media=b"\x07" * 20_000):
    """A film whose media begin at byte 24, with these boxes beside its track and those behind all."""
    movie = box(b"moov", box(b"mvhd", bytes(100)) + track(handler) + tracks + b"".join(beside))
    return box(b"ftyp", major + bytes(4)) + box(b"mdat", media) + movie + after


def element(name, content, *, width=8):
    """An element of WebM."""
    return bytes.fromhex(name) + (len(content) | 1 << 7 * width).to_bytes(width) + content


def tags(**said):
    """Tags of WebM."""
    simple = [
        element("67c8", element("45a3", name.encode(), width=1) + element("4487", text, width=1), width=2)
        for name, text in said.items()
    ]
    return element("1254c367", element("7373", b"".join(simple), width=4), width=4)


def webm(*elements, endless=False):
    """A film of two clusters, with these elements behind them; `endless` as a browser records it."""
    block = element("e7", b"\0", width=1) + element("a3", b"\x07" * 300, width=2)
    cluster = b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + block if endless else element("1f43b675", block)
    inside = element("1549a966", element("4d80", b"test", width=1)) + cluster * 2 + b"".join(elements)
    segment = b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + inside if endless else element("18538067", inside)
    header = element("1a45dfa3", element("4282", b"webm", width=1), width=1)
    return header + segment
