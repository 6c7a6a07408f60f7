"""Short codes on paper: a step marked on paper is typed in by its code, and a slip of the finger is noticed."""

import re

CODE = re.compile(r"^\s*(\d{1,9})\s*[-. ]\s*(\d{1,4})\s*[-. ]\s*(\d)\s*$")


def paper_code(form_id: int, number: int) -> str:
    """The code of the step with this number on the form, for instance 127-04-6; the last digit checks the others."""
    return f"{form_id}-{number:02d}-{check_digit(f'{form_id}{number:02d}')}"


def step_number(code: str, *, form_id: int) -> int | None:
    """The number of the step that a code of this form names; None when it is mistyped or of another form."""
    found = CODE.match(code)
    if found is None:
        return None
    form, number, check = found.groups()
    if int(form) != form_id or check != check_digit(f"{int(form)}{int(number):02d}"):
        return None
    return int(number)


def check_digit(digits: str) -> str:
    """ISO 7064 MOD 11,10: it finds every single wrong digit, and two that changed places but for a few."""
    rest = 10
    for digit in digits:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - rest) % 10)
