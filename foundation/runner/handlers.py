"""Which function does which job. Every package fills in its own in its jobs.py; app hands the table to the worker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foundation.messages import Message, say
from foundation.runner.cron import Cron

Outcome = dict[str, Any] | None


@dataclass(frozen=True)
class Handler:
    """How one kind of job is done."""

    does: Callable[..., Outcome]
    is_long: bool
    title: Message
    attempts: int
    needs_asker: bool
    forgets: bool


class Handlers:
    """The jobs that this version knows."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}
        self._crons: dict[str, Cron] = {}

    @property
    def names(self) -> list[str]:
        """What a worker of this version may claim; the rest waits for one that knows it."""
        return list(self._handlers)

    @property
    def schedules(self) -> dict[str, Cron]:
        """The jobs that come back."""
        return dict(self._crons)

    def short(self, name: str, does: Callable[..., Outcome], **options: Any) -> None:
        """`does(work, **payload)` runs in one writing unit of work, together with 'done'.

        Options: `title` (words for its page), `attempts` (5), `needs_asker` (True: parked when whoever asked can no
        longer sign in), `forgets` (False: the payload stays on record).
        """
        self._add(name, does, is_long=False, **options)

    def long(self, name: str, does: Callable[..., Outcome], **options: Any) -> None:
        """`does(run, **payload)` works in pieces, or outside the database; see `JobRun`. Options as for `short`."""
        self._add(name, does, is_long=True, **options)

    def schedule(self, name: str, cron: str) -> None:
        """Queue this job by the clock: `minute hour day month weekday`, in the environment's time zone."""
        if name not in self._handlers:
            raise ValueError(f"Nobody does {name}.")
        self._crons[name] = Cron(cron)

    def title_of(self, name: str) -> Message:
        """Words for a job, known or not."""
        handler = self._handlers.get(name)
        return handler.title if handler else say("Work in the background")

    def __getitem__(self, name: str) -> Handler:
        return self._handlers[name]

    def _add(
        self,
        name: str,
        does: Callable[..., Outcome],
        *,
        is_long: bool,
        title: Message | None = None,
        attempts: int = 5,
        needs_asker: bool = True,
        forgets: bool = False,
    ) -> None:
        if name in self._handlers:
            raise ValueError(f"Two functions do {name}.")
        words = title or say("Work in the background")
        self._handlers[name] = Handler(does, is_long, words, attempts, needs_asker, forgets)
