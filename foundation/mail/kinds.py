"""What mails there are, and what each can fill in: declared by the packages that send them, reworded by schools."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from foundation.messages import Message

Example = str | int | date | Message  # a datetime is a date too


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What a mail fills in where its text says `{name}`.

    `value` is how our own template says it: an expression of ours over what `render_mail` is given, never a school's.
    Where nothing stands for it in some mails it may be empty; without a `needed` one the mail would be of no use.
    """

    name: str
    means: Message
    value: str
    example: Example
    needed: bool = False
    many: bool = False  # a list in the template


@dataclass(frozen=True, kw_only=True)
class MailKind:
    """One mail that a school can say in words of its own.

    One template can be several mails: `when` says which of them it is, and `given` what is given then.
    """

    name: str
    group: Message
    purpose: Message
    receiver: Message
    gaps: tuple[Gap, ...]
    template: str = ""
    when: str = ""
    given: Mapping[str, object] = field(default_factory=dict)

    @property
    def made_of(self) -> str:
        """The name of the template with our own words."""
        return self.template or self.name

    @property
    def gap_names(self) -> tuple[str, ...]:
        """What can stand between braces."""
        return tuple(gap.name for gap in self.gaps)


class MailKinds:
    """All mails of the application."""

    def __init__(self, kinds: Iterable[MailKind]) -> None:
        self._kinds: dict[str, MailKind] = {}
        for kind in kinds:
            if kind.name in self._kinds:
                raise ValueError(f"Two mails are called {kind.name}.")
            self._kinds[kind.name] = kind

    def __iter__(self) -> Iterator[MailKind]:
        return iter(self._kinds.values())

    def get(self, name: str) -> MailKind | None:
        """The mail with this name."""
        return self._kinds.get(name)

    def made_of(self, template: str) -> list[MailKind]:
        """The mails that are made of this template."""
        return [kind for kind in self if kind.made_of == template]
