"""Doing the jobs: who can do which, one at a time, in threads, by the clock."""

from foundation.runner.handlers import Handler, Handlers
from foundation.runner.run import JobRun, Stopping
from foundation.runner.runner import Runner
from foundation.runner.worker import Bell, Worker

__all__ = ["Bell", "Handler", "Handlers", "JobRun", "Runner", "Stopping", "Worker"]
