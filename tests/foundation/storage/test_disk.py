import io
import os
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta

import pytest

from foundation.storage import DiskStorage, StorageUnready

LIMIT = 1024 * 1024


def put(storage, content):
    return storage.put(io.BytesIO(content), limit=LIMIT)


def test_files_and_folders_are_for_our_account_alone(disk_storage):
    usual = os.umask(0)
    put(disk_storage, b"private")
    os.umask(usual)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [disk_storage.root, *disk_storage.root.rglob("*")]}
    assert modes == {0o700, 0o600}


def test_the_same_content_is_not_written_again(disk_storage):
    path = disk_storage.root / put(disk_storage, b"once").key
    before = path.stat().st_ino
    put(disk_storage, b"once")
    assert path.stat().st_ino == before


def test_content_put_again_counts_as_young(disk_storage):
    key = put(disk_storage, b"old").key
    os.utime(disk_storage.root / key, (0, 0))
    put(disk_storage, b"old")
    assert list(disk_storage.iterate_keys(older_than=datetime.now(UTC) - timedelta(hours=1))) == []


def test_a_blob_cut_short_by_a_fault_is_mended_by_the_next_put(disk_storage):
    key = put(disk_storage, b"whole").key
    (disk_storage.root / key).write_bytes(b"")
    put(disk_storage, b"whole")
    assert disk_storage.size(key) == 5


def test_uploads_that_broke_off_are_swept_when_old(disk_storage):
    disk_storage.check()
    left = disk_storage.root / "incoming" / "left"
    left.write_bytes(b"half")
    assert disk_storage.sweep_unfinished(older_than=datetime.now(UTC) - timedelta(hours=1)) == 0
    os.utime(left, (0, 0))
    assert disk_storage.sweep_unfinished(older_than=datetime.now(UTC) - timedelta(hours=1)) == 1
    assert not left.exists()


def test_a_folder_that_cannot_be_one_is_said_at_the_start(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageUnready, match=r"Files cannot be kept in .*/file"):
        DiskStorage(tmp_path / "file").check()


def test_bytes_and_folders_are_synced_before_put_answers(tmp_path):
    """Runs a real put with os.fsync and os.replace announced, in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(ANNOUNCING), str(tmp_path / "files")],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    moved = told.index("moved")
    assert "synced-file" in told[:moved]
    assert told[moved:].count("synced-folder") >= 3


ANNOUNCING = """
    import io, os, stat, sys
    from pathlib import Path
    sync, move = os.fsync, os.replace
    def announced_sync(descriptor):
        print("synced-folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "synced-file")
        sync(descriptor)
    def announced_move(*paths):
        print("moved")
        move(*paths)
    os.fsync, os.replace = announced_sync, announced_move
    from foundation.storage import DiskStorage
    DiskStorage(Path(sys.argv[1])).put(io.BytesIO(b"durable"), limit=100)
"""


def test_a_killed_upload_leaves_no_blob(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(STUCK), str(tmp_path / "files")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "stuck\n"
    process.kill()
    process.communicate()
    storage = DiskStorage(tmp_path / "files")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert list(storage.iterate_keys(older_than=tomorrow)) == []
    assert storage.sweep_unfinished(older_than=tomorrow) == 1


STUCK = """
    import io, sys, time
    from pathlib import Path
    from foundation.storage import DiskStorage
    class Stuck(io.RawIOBase):
        asked = 0
        def read(self, size=-1):
            self.asked += 1
            if self.asked == 1:
                return b"x" * 1000
            print("stuck", flush=True)
            time.sleep(60)
    DiskStorage(Path(sys.argv[1])).put(Stuck(), limit=10**6)
"""


def test_what_is_staged_is_not_written_a_second_time_when_it_is_kept(disk_storage):
    name = "0b7a6f0e-8f1c-4c1e-9d55-1c1f6c2f4a10"
    disk_storage.append(name, io.BytesIO(b"evidence"), offset=0, limit=LIMIT)
    before = (disk_storage.root / "staged" / name).stat().st_ino
    assert (disk_storage.root / disk_storage.keep(name).key).stat().st_ino == before


def test_what_is_staged_is_for_our_account_alone(disk_storage):
    usual = os.umask(0)
    disk_storage.append("0b7a6f0e-8f1c-4c1e-9d55-1c1f6c2f4a10", io.BytesIO(b"x"), offset=0, limit=LIMIT)
    os.umask(usual)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [disk_storage.root, *disk_storage.root.rglob("*")]}
    assert modes == {0o700, 0o600}
