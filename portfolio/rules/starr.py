"""STARR: five questions whose answers stand in one text, and are found in it again."""

from collections.abc import Sequence
from dataclasses import dataclass

# As they stand in the text itself: whoever goes on in another language finds the answers all the same.
HEADINGS = {
    "en": ("Situation", "Task", "Action", "Result", "Reflection"),
    "nl": ("Situatie", "Taak", "Actie", "Resultaat", "Reflectie"),
}
USUAL = "en"


@dataclass(frozen=True)
class Starr:
    """What was told: in one's own words, and in answer to each of the five questions."""

    free: str = ""
    answers: tuple[str, ...] = ("",) * 5
    language: str = USUAL

    @property
    def is_asked(self) -> bool:
        """Whether some question was answered."""
        return any(answer.strip() for answer in self.answers)

    @property
    def text(self) -> str:
        """One text: the own words first, then each answer under its heading; a question without one is left out."""
        headings = HEADINGS.get(self.language, HEADINGS[USUAL])
        answered = [
            f"{heading}:\n{answer.strip()}"
            for heading, answer in zip(headings, self.answers, strict=True)
            if answer.strip()
        ]
        return "\n\n".join([part for part in [self.free.strip()] if part] + answered)


def read_starr(text: str, *, language: str = USUAL) -> Starr:
    """The answers in this text where they still stand as they were put there; otherwise all of it is in own words."""
    for headings_in in HEADINGS:
        found = _read(text, headings_in)
        if found and found.is_asked and found.text == text:
            return found
    return Starr(free=text, language=language if language in HEADINGS else USUAL)


def _read(text: str, language: str) -> Starr | None:
    headings = [f"{heading}:" for heading in HEADINGS[language]]
    lines: list[list[str]] = [[] for _ in range(len(headings) + 1)]
    place = 0  # 0 is what stands before the first heading
    for line in text.split("\n"):
        if line in headings[place:]:
            place = headings.index(line) + 1
        else:
            lines[place].append(line)
    free, *answers = ("\n".join(part).strip() for part in lines)
    return Starr(free=free, answers=_five(answers), language=language)


def _five(answers: Sequence[str]) -> tuple[str, ...]:
    return tuple(answers)
