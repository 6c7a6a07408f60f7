"""What is done outside requests: every package's jobs, and who does them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from app.packages import JOBS
from app.settings import Settings
from foundation import mail
from foundation.access import Actor
from foundation.fetching import Fetcher
from foundation.runner import Bell, Handlers, Runner, Worker
from foundation.web.database import current_session
from foundation.work import WorkFactory
from people import queries as people
from qualification_files.jobs import register_lookups
from qualification_files.sources import Outside


def attach_background(app: Flask, works: WorkFactory, settings: Settings, bell: Bell, post: mail.Post | None) -> None:
    """Give the app its handlers and its runner; nothing runs until a worker is started."""
    handlers = Handlers()
    for register in JOBS:
        register(handlers)
    outside = Outside(Fetcher(settings.networks_to_fetch_from), settings.folders_of_sources)
    register_lookups(handlers, outside)
    mail.register(handlers, post or mail.post_for(settings.mail, settings.mailbox), sender=settings.mail_from)
    runner = Runner(
        works=works,
        handlers=handlers,
        actor_of=actor_of,
        context=app.app_context,
        zone=ZoneInfo(settings.time_zone),
        lease=timedelta(seconds=settings.job_lease),
    )
    app.extensions.update(handlers=handlers, runner=runner, bell=bell, outside=outside)


def start_worker(app: Flask, *, at_once: int = 2) -> Worker:
    """Threads that do the jobs of this app, woken by its own requests."""
    worker = Worker(app.extensions["runner"], at_once=at_once)
    app.extensions["bell"].listen(worker.wake)
    worker.start()
    return worker


def actor_of(person_id: int) -> Actor | None:
    """Whoever queued a job, with the roles of this moment."""
    return people.actor(current_session(), person_id)
