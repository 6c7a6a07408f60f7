"""Whether a text says anything to whoever reads it."""

import unicodedata

SEEN = frozenset("LNPS")  # letters, numbers, punctuation, symbols; marks only show on one of these
# Letters and a symbol that show as nothing: the fillers of Hangul, and braille without a dot.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def has_visible(text: str) -> bool:
    """Whether there is anything to be seen in it; spaces and characters without a width are nothing."""
    return any(unicodedata.category(letter)[0] in SEEN and letter not in BLANK for letter in text)
