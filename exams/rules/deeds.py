"""What an examiner does with an exam besides marking steps, and where a mark came from.

A deed is made on a tablet, kept there first and sent in the same order as the marks, under an id of its own:

    {"op": "5d0c…-uuid", "sheet": 12, "deed": {"kind": "pause", "reason": "fire drill"}, "sequence": 41, "made_at": "…"}

`start` begins the exam; `pause` (with a reason), `resume` and `stop` are turns of its clock; `remark` is the overall
remark as it stands; `no-show` and `abort` end the exam with a reason, `came` takes a no-show back; `sign` puts a name
under the sheet, with the operations that stood for each step when the examiner saw the summary; `photo` announces a
photo that follows by itself, and `photo-off` takes one away again.
"""

from enum import StrEnum


class DeedKind(StrEnum):
    """What was done."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    REMARK = "remark"
    NO_SHOW = "no-show"
    CAME = "came"
    ABORT = "abort"
    SIGN = "sign"
    PHOTO = "photo"
    PHOTO_OFF = "photo-off"


class MarkSource(StrEnum):
    """Where a mark came from, where it was not sent by the device it was made on."""

    PAPER = "paper"  # typed in from the form on paper
    FILE = "file"  # from a file that a tablet saved
    SHELF = "shelf"  # refused when it came, and taken over by a coordinator
