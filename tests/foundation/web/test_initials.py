"""What stands in the circle of somebody without a photo."""

import pytest

from foundation.web.words import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Eva Bos", "EB"),
        ("Eva van den Bos", "EB"),
        ("V 😀", "V"),
        ("Eva Bos 😀", "EB"),
        ("Éva", "É"),
        ("😀", "?"),
        ("", "?"),
    ],
)
def test_initials_are_letters(name, letters):
    assert initials(name) == letters
