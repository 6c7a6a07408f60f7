"""A worker in a process of its own, for tests that kill it: python worker_process.py DATABASE FOLDER VERSION."""

import sys
import time
from pathlib import Path
from typing import Any

from app.background import start_worker
from app.factory import create_app
from app.settings import Settings
from foundation.environment import choose, setting
from foundation.runner import JobRun
from foundation.work import Work


def main(database: str, folder: str, version: str) -> None:
    app = create_app(
        Settings(data=Path(folder) / version, database=database, language="en", secret="s" * 32, job_lease=2)
    )
    slow = version == "slow"

    def short(work: Work, **_payload: Any) -> dict[str, Any]:
        choose(work.db, "short", setting(work.db, "short", 0) + 1)
        if slow:
            say("in the middle")
            time.sleep(60)
        return {"by": version}

    def long(run: JobRun, amount: int) -> dict[str, Any]:
        for piece in range(run.done, amount):
            with run.piece() as work:
                choose(work.db, f"piece {piece}", setting(work.db, f"piece {piece}", 0) + 1)
                run.progress(piece + 1, amount)
            if slow and piece == 1:
                say("in the middle")
                time.sleep(60)
        return {"by": version}

    app.extensions["handlers"].short("test.short", short)
    app.extensions["handlers"].long("test.long", long)
    start_worker(app)
    say("ready")
    time.sleep(120)


def say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
