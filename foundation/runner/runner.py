"""Doing one job: claim, do, and say how it ended. No threads here; see `worker`."""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from zoneinfo import ZoneInfo

from foundation.access import SYSTEM, Actor
from foundation.clock import Clock, system_clock
from foundation.jobs import holding
from foundation.jobs.holding import Held, HoldLost
from foundation.messages import Message, say, say_many
from foundation.refusals import Refusal
from foundation.runner import schedules
from foundation.runner.handlers import Handler, Handlers, Outcome
from foundation.runner.run import JobRun, Stopping
from foundation.work import Work, WorkFactory

log = logging.getLogger(__name__)

SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)


@dataclass(frozen=True)
class Runner:
    """Does jobs, each for whoever queued it, with the roles that person has by then."""

    works: WorkFactory
    handlers: Handlers
    actor_of: Callable[[int], Actor | None]  # read inside the unit of work that is open
    context: Callable[[], AbstractContextManager[object]]  # what a session lives in
    zone: ZoneInfo
    lease: timedelta = timedelta(seconds=60)
    lease_clock: Clock = system_clock  # never the one that tests and demos stop

    def run_one(
        self,
        holder: str = "",
        *,
        on_hold: Callable[[Held | None], None] = lambda _held: None,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Do the most urgent job that is due; says whether there was one."""
        with self.context():
            held = self._claim(f"{holder}:{token_hex(6)}")
        if held is None:
            return False
        on_hold(held)
        try:
            with self.context():
                self._attempt(held, is_stopping)
        finally:
            on_hold(None)
        return True

    def renew(self, holds: Collection[Held]) -> None:
        """A sign of life for the jobs that are being done."""
        with self.context(), self.works.writing(SYSTEM) as work:
            holding.renew(work.db, holds, ends=self._lease_end())

    def settle_schedules(self) -> None:
        """Know the jobs that come back."""
        with self.context(), self.works.writing(SYSTEM) as work:
            schedules.settle(work, self.handlers.schedules, self.zone)

    def tick(self) -> None:
        """Queue what the clock says."""
        crons = self.handlers.schedules
        with self.context():
            with self.works.reading(SYSTEM) as work:
                late = schedules.due(work, crons)
            for name, moment in late:
                with self.works.writing(SYSTEM) as work:
                    schedules.tick(work, name, moment, following=crons[name].after(work.now, self.zone))

    @contextmanager
    def writing(self, held: Held) -> Iterator[Work]:
        """A unit of work that holds the job from its first statement to its commit, for whoever queued it."""
        with self.works.writing(SYSTEM) as work:
            holding.keep(work.db, held, ends=self._lease_end())
            work.actor = self._asker(held)
            yield work
            if not work.db.info.get("writing"):
                raise RuntimeError("A job cannot discard its work and be done.")

    @contextmanager
    def reading(self, held: Held) -> Iterator[Work]:
        """A look for whoever queued it."""
        with self.works.reading(SYSTEM) as work:
            work.actor = self._asker(held)
            yield work

    def _claim(self, holder: str) -> Held | None:
        names, moment = self.handlers.names, self.lease_clock()
        with self.works.reading(SYSTEM) as work:
            if not holding.is_any_due(work.db, names=names, now=work.now, moment=moment):
                return None
        ends = moment + self.lease
        with self.works.writing(SYSTEM) as work:
            return holding.claim(work.db, names=names, holder=holder, now=work.now, moment=moment, ends=ends)

    def _attempt(self, held: Held, is_stopping: Callable[[], bool]) -> None:
        handler = self.handlers[held.name]
        try:
            self._do(handler, held, is_stopping)
        except HoldLost as lost:
            log.warning("%s (%s) was taken over by another worker; nothing of this attempt is kept", held.name, lost)
        except Stopping:
            self._settle(held, lambda work: holding.give_back(work.db, held))
        except Refusal as refusal:
            reason = refusal.message  # trying again would be refused again
            self._settle(held, lambda work: holding.park(work.db, held, reason=reason, now=work.now))
        except Exception:  # the job runner is the one place that mends by trying again
            reference = f"{held.id}-{held.attempt}"
            log.exception("Job %s (%s), attempt %s failed; reference %s", held.id, held.name, held.attempt, reference)
            reason = _went_wrong(reference)
            self._settle(held, lambda work: self._fail(work, handler, held, reason))

    def _do(self, handler: Handler, held: Held, is_stopping: Callable[[], bool]) -> None:
        if held.attempt > handler.attempts:
            raise Refusal(_died(handler.attempts))
        if not handler.is_long:
            with self.writing(held) as work:
                self._finish(work, handler, held, handler.does(work, **held.payload))
            return
        run = JobRun(self, held, is_stopping)
        result = handler.does(run, **held.payload)
        with self.writing(held) as work:
            holding.remember(work.db, held, done=run.done, total=run.total, result=None)
            self._finish(work, handler, held, run.kept if result is None else result)

    def _finish(self, work: Work, handler: Handler, held: Held, result: Outcome) -> None:
        holding.finish(work.db, held, result=result or None, now=work.now, forgets=handler.forgets)

    def _fail(self, work: Work, handler: Handler, held: Held, reason: Message) -> None:
        if held.attempt >= handler.attempts:
            holding.park(work.db, held, reason=reason, now=work.now)
            return
        holding.retry(work.db, held, reason=reason, due=work.now + pause(held.attempt))

    def _settle(self, held: Held, how: Callable[[Work], None]) -> None:
        try:
            with self.works.writing(SYSTEM) as work:
                how(work)
        except HoldLost:
            log.warning("Job %s was taken over before this attempt had ended", held.id)

    def _asker(self, held: Held) -> Actor:
        if held.queued_by is None:
            return SYSTEM
        asker = self.actor_of(held.queued_by)
        if asker is None and self.handlers[held.name].needs_asker:
            raise Refusal(say("Whoever asked for this can no longer sign in, so it was not done."))
        return asker or Actor(id=held.queued_by)

    def _lease_end(self) -> datetime:
        return self.lease_clock() + self.lease


def pause(attempt: int) -> timedelta:
    """Ten seconds after the first failure, then four times as long each time, an hour at most."""
    factor: int = 4 ** min(attempt - 1, 10)
    return min(SHORTEST_WAIT * factor, LONGEST_WAIT)


def _went_wrong(reference: str) -> Message:
    """What people read; what went wrong technically stands in the log, under the same reference."""
    return say(
        "Something went wrong on our side. Give your administrator this reference: %(reference)s.", reference=reference
    )


def _died(times: int) -> Message:
    return say_many(
        "The worker stopped in the middle of this.", "The worker stopped in the middle of this %(count)s times.", times
    )
