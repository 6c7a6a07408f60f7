"""What people send to bring a form in from a file."""

import binascii
import zlib
from base64 import b64decode, b64encode
from uuid import uuid4

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField
from wtforms.validators import UUID, InputRequired, Optional

from exams.formats.reading import LARGEST
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l


class ImportFormForm(Form):
    """The file, and for which qualification; once it was looked at, the page holds the file itself."""

    file = FileField(
        _l("File of an exam form (.json)"), description=_l("As it is downloaded from the page of a form, at most 2 MB.")
    )
    qualification = SelectField(
        _l("For which qualification"),
        [InputRequired(_l("Choose the qualification this exam belongs to."))],
        coerce=int,
        description=_l("Only those that are active and have a work process."),
    )
    held = HiddenField()
    form_key = HiddenField(validators=[Optional(), UUID()], default=lambda: str(uuid4()))


def held(data: bytes) -> str:
    """The file as a hidden field holds it."""
    return b64encode(zlib.compress(data, 9)).decode("ascii")


def unheld(text: str) -> bytes | None:
    """The file that a hidden field held; never more than a file may be, and nothing when it is no such field."""
    try:
        reader = zlib.decompressobj()
        data = reader.decompress(b64decode(text, validate=True), LARGEST + 1)
    except (binascii.Error, ValueError, zlib.error):
        return None
    return data
