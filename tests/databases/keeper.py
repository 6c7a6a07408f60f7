"""Runs PostgreSQL for as long as whoever started this process keeps its standard input open.

A process of its own, so that nothing is left behind when pytest is killed: no server, no folder. Standard library
only, and everything imported at the top, because this process may lose the right to read its own interpreter.

    python keeper.py '{"binaries": "...", "settings": {"fsync": "on"}, "user": ""}'

answers one line of JSON: {"folder": "..."} where the socket is, or {"problem": "..."}. A line on its input makes the
server stop at once and start again; it answers as at the start.
"""

import contextlib
import ctypes
import json
import os
import pwd
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NEW_USER_NAMESPACE = 0x10000000
LIBC = ctypes.CDLL(None, use_errno=True)
PATIENCE = 60.0
FIRST_WITH_BUILTIN_LOCALES = 17
UNPRIVILEGED = ("postgres", "nobody")


class CannotRunError(Exception):
    """The server cannot run, in words."""


def main() -> int:
    """Start, say so, wait until the other side is gone, clean up."""
    order = json.loads(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with _folder() as folder:
            binaries = _give_up_root(Path(order["binaries"]), folder, user=order.get("user", ""))
            _make_cluster(binaries, folder)
            is_wanted = True
            while is_wanted:
                with _server(binaries, folder, order["settings"]) as server:
                    _say({"folder": str(folder)})
                    is_wanted = _is_wanted_again(server)
    except CannotRunError as problem:
        _say({"problem": str(problem)})
        return 1
    return 0


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    # A socket path may have some 100 characters, and temporary folders are often long or root's own.
    is_fit = len(tempfile.gettempdir()) < 60 and os.geteuid() != 0
    folder = Path(tempfile.mkdtemp(prefix="proefstuk-pg-", dir=None if is_fit else "/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _give_up_root(binaries: Path, folder: Path, *, user: str) -> Path:
    """PostgreSQL refuses to run as root: become nobody in particular, and return programs that can still be read."""
    if os.geteuid() != 0:
        return binaries
    if not user:
        readable = binaries if _is_readable(binaries, by=0) else _copied(binaries, folder)
        if _enter_user_namespace():
            return readable
    return _become(_unprivileged(user), binaries, folder)


def _become(person: pwd.struct_passwd, binaries: Path, folder: Path) -> Path:
    readable = binaries if _is_readable(binaries, by=person.pw_uid) else _copied(binaries, folder)
    for place in (folder, *folder.rglob("*")):
        os.chown(place, person.pw_uid, person.pw_gid, follow_symlinks=False)
    os.setgroups([])
    os.setgid(person.pw_gid)
    os.setuid(person.pw_uid)
    return readable


def _enter_user_namespace() -> bool:
    """Inside a new namespace this process still owns its files but is no longer root."""
    unshare = getattr(LIBC, "unshare", None)
    return unshare is not None and unshare(NEW_USER_NAMESPACE) == 0 and os.geteuid() != 0


def _unprivileged(user: str) -> pwd.struct_passwd:
    for name in (user,) if user else UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotRunError(
        "PostgreSQL does not run as root, and this machine has no user postgres or nobody to run it as."
    )


def _is_readable(binaries: Path, *, by: int) -> bool:
    """Whether this user, without any special right, reaches the programs."""
    states = [place.stat() for place in (binaries, *binaries.resolve().parents)]
    return all(
        state.st_mode & 0o005 == 0o005 or (state.st_uid == by and state.st_mode & 0o500 == 0o500) for state in states
    )


def _copied(binaries: Path, folder: Path) -> Path:
    """The same programs inside the folder, with the shared libraries that the wheel keeps beside its package."""
    install, package = binaries.parent, binaries.parent.parent
    if (folder / "copy").exists():
        return folder / "copy" / package.name / install.name / binaries.name
    shutil.copytree(install, folder / "copy" / package.name / install.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "copy" / libraries.name)
    return folder / "copy" / package.name / install.name / binaries.name


def _make_cluster(binaries: Path, folder: Path) -> None:
    trust = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    made = _asked([str(binaries / "initdb"), "-D", str(folder / "data"), *trust, *_collation(binaries)], folder)
    if made.returncode != 0:
        raise CannotRunError(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")


def _collation(binaries: Path) -> list[str]:
    """The same order and case rules on every machine."""
    version = re.search(r"\) (\d+)", _asked([str(binaries / "initdb"), "--version"], Path("/")).stdout)
    if version and int(version[1]) >= FIRST_WITH_BUILTIN_LOCALES:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _asked(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=_environment())


def _environment() -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return others | {"LC_ALL": "C", "TZ": "UTC"}


@contextlib.contextmanager
def _server(binaries: Path, folder: Path, settings: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    settings = {"listen_addresses": "", "unix_socket_directories": str(folder), **settings}
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *(f"--{name}={value}" for name, value in settings.items())],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder,
            env=_environment(),
        )
    try:
        _wait_until_ready(server, folder / "data" / "postmaster.pid", log)
        yield server
    finally:
        _stop(server)


def _wait_until_ready(server: "subprocess.Popen[bytes]", state: Path, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        with contextlib.suppress(FileNotFoundError):
            if "ready" in state.read_text():
                return
        time.sleep(0.02)
    raise CannotRunError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """At once: what it holds is thrown away."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _is_wanted_again(server: "subprocess.Popen[bytes]") -> bool:
    """Wait until the server is to be started anew, or, false, until nobody needs it any more."""
    parent = os.getppid()
    # The parent is asked too: a child that it forked may hold the other end of our standard input open.
    while server.poll() is None and os.getppid() == parent:
        ready, _, _ = select.select([sys.stdin], [], [], 1.0)
        if ready:
            return bool(os.read(sys.stdin.fileno(), 1024))
    return False


def _say(words: dict[str, str]) -> None:
    # Whoever started this may be gone already; then nobody needs the answer.
    with contextlib.suppress(OSError):
        print(json.dumps(words), flush=True)


if __name__ == "__main__":
    sys.exit(main())
