"""Folders and files on disk, so that what was acknowledged survives a power cut."""

import os
from datetime import UTC, datetime
from pathlib import Path


def own_folder(root: Path, *names: str) -> Path:
    """The folder below the root, made for our account alone where it is not there yet."""
    if not root.is_dir():
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(root.parent)
    folder = root
    for name in names:
        folder = folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def folders_in(folder: Path) -> list[Path]:
    """The folders in it, in order; none when it is not there."""
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def moment_of(path: Path) -> datetime:
    """When it was put or added to last."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def is_older(path: Path, moment: datetime) -> bool:
    """Whether nobody touched it since the moment."""
    try:
        return moment_of(path) < moment
    except FileNotFoundError:
        return False  # deleted, or moved into place, while we were looking


def remove_older(folder: Path, moment: datetime) -> int:
    """Take away the files in it that nobody touched since the moment; says how many."""
    left = [path for path in folder.iterdir() if is_older(path, moment)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def sync_folder(folder: Path) -> None:
    """What is in it by name is in it for good."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
