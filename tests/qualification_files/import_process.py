"""Does one job and stops for ever before its second piece: python import_process.py DATABASE FOLDER."""

import sys
import time
from itertools import count
from pathlib import Path

from app.factory import create_app
from app.settings import Settings


def main(database: str, folder: str) -> None:
    app = create_app(Settings(data=Path(folder), database=database, language="en", secret="s" * 32, job_lease=2))
    asked = count()

    def is_stopping() -> bool:
        if next(asked):
            print("in the middle", flush=True)
            time.sleep(60)
        return False

    app.extensions["runner"].run_one("killed", is_stopping=is_stopping)


if __name__ == "__main__":
    main(*sys.argv[1:])
