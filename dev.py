"""Sets up, runs and checks Proefstuk: `python3 dev.py --help`.

Standard library only, and written so that an old Python can still read it and say that it is too old.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
REQUIREMENTS = ROOT / "requirements"
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
OLDEST_PYTHON = (3, 11)
KEYWORDS = ("_l", "lazy_gettext", "say", "say_many:1,2", "sayMany:1,2")
# left alone, Babel passes over folders that begin with an underscore, such as templates/_layout
PASSED_OVER = "--ignore-dirs=.*"
CATALOGUE_HEAD = r"""# The sentences of Proefstuk in Dutch.
msgid ""
msgstr ""
"Project-Id-Version: Proefstuk\n"
"Language: nl\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
LOCKS = ("base", "test", "lock")
NOTHING_COLLECTED = 5
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
NO_WHEEL = re.compile("No matching distribution found|Could not find a version")
COUNTED = ("failed", "error", "passed", "skipped", "xfailed", "xpassed", "rerun")
COUNT = re.compile(r"(\d+) ({})".format("|".join(COUNTED)))
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PROEFSTUK = """#!{python}
import sys

sys.path.insert(0, {root!r})
from app.cli import main

sys.exit(main())
"""


class SetUpError(Exception):
    """What stands in the way, and the line to type."""


class Step(NamedTuple):
    """One thing that has to be right."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str] = {}
    may_be_empty: bool = False


class Outcome(NamedTuple):
    """How it went."""

    name: str
    is_good: bool
    seconds: float
    closing_line: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit code."""
    refusal = refusal_of_python(sys.version_info[:2], sys.executable)
    if refusal:
        return complain(refusal)
    options, rest = parser().parse_known_args(arguments)
    if rest and options.command is not test:
        parser().error("unrecognized arguments: {}".format(" ".join(rest)))
    try:
        return int(options.command(options, rest))
    except SetUpError as problem:
        return complain(str(problem))
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The commands and what they take."""
    top = argparse.ArgumentParser(description="Sets up, runs and checks Proefstuk. Needs nothing but Python.")
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, words: str, do: Callable[[argparse.Namespace, Sequence[str]], int]) -> argparse.ArgumentParser:
        described = f"{words[0].upper()}{words[1:]}."
        command = commands.add_parser(name, help=words, description=described, allow_abbrev=False)
        command.set_defaults(command=do)
        return command

    serving = add("demo", "set up everything, make a demo school, and serve it", demo)
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serving.add_argument("--port", default=8000, type=int, help="port to listen on (%(default)s)")
    whole = "set up what tests need and run the whole suite, on SQLite and PostgreSQL; other arguments go to pytest"
    testing = add("test", whole, test)
    testing.add_argument("--long", action="store_true", help="all seeds and sizes, and the browser on both databases")
    add("check", "run what is quick, before a push: style, types, floors, tests without database or browser", check)
    add("words", "collect new sentences for people into translations/, to be put into Dutch there", words)
    locking = add("lock", "make the locks in requirements/ anew from the lists beside them", lock)
    locking.add_argument("--upgrade", action="store_true", help="take newer versions where the lists allow them")
    return top


# The commands


def demo(options: argparse.Namespace, _rest: Sequence[str]) -> int:
    """A demo school, served until it is stopped."""
    set_up("base")
    made = subprocess.run([PYTHON, "-m", "app", "demo"], cwd=ROOT, check=False)
    if made.returncode != 0:
        return made.returncode
    return become([str(PYTHON), "-m", "app", "serve", "--host", options.host, "--port", str(options.port)])


def test(options: argparse.Namespace, rest: Sequence[str]) -> int:
    """Everything that has to be right."""
    set_up("base", "test")
    env = {"CHROMIUM": str(ensure_chromium() or ""), "CLAMD": str(ensure_clamd() or "")}
    show_tools(*env.values())
    if options.long:
        env["PROEFSTUK_LONG"] = "1"
    return run_all(suite_steps(env, rest, is_long=options.long), first=[*static_steps(), *script_steps()])


def check(_options: argparse.Namespace, _rest: Sequence[str]) -> int:
    """What can be known within a minute."""
    set_up("base", "test")
    quick = Step("tests without a database", [PYTHON, "-m", "pytest", "-n", str(workers(["pure"])), "--part=pure"])
    return run_all([quick], first=static_steps())


def lock(options: argparse.Namespace, _rest: Sequence[str]) -> int:
    """New locks, with the tool for it in a venv that is thrown away."""
    require_venv_module()
    upgrade = ["--upgrade"] if options.upgrade else []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder) / PYTHON.relative_to(VENV)
        install(python, REQUIREMENTS / "lock.txt")
        for name in LOCKS:
            subprocess.run([python, "-m", "uv", *lock_arguments(name), *upgrade], cwd=REQUIREMENTS, check=True)
    return 0


def words(_options: argparse.Namespace, _rest: Sequence[str]) -> int:
    """Every sentence of the product in each catalogue; what nobody says any more is taken out."""
    set_up("base")
    translations = ROOT / "translations"
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
        extract: list[str | Path] = [
            "extract",
            "-F",
            translations / "babel.cfg",
            *keywords,
            PASSED_OVER,
            "--sort-by-file",
            "--no-location",
        ]
        update: list[str | Path] = [
            "update",
            "-i",
            template,
            "-d",
            translations,
            "-N",
            "--ignore-obsolete",
            "--no-wrap",
            "--init-missing",
            "--omit-header",
        ]
        for arguments in ([*extract, "--no-wrap", "-o", template, ROOT], [*update, "-l", "nl"]):
            subprocess.run([PYTHON, "-m", "babel.messages.frontend", *arguments], cwd=ROOT, check=True)
    # Babel's own head would change with each run, by its date alone
    catalogue = translations / "nl" / "LC_MESSAGES" / "messages.po"
    catalogue.write_text(CATALOGUE_HEAD + catalogue.read_text(encoding="utf-8").lstrip(), encoding="utf-8")
    return 0


def lock_arguments(name: str) -> list[str]:
    """What makes a lock that fits every machine and names no address."""
    silence = ["--quiet", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"]
    universal = ["--universal", "--python-version", "3.11", "--generate-hashes"]
    return ["pip", "compile", *universal, *silence, f"{name}.in", "-o", f"{name}.txt"]


# Setting up


def refusal_of_python(version: tuple[int, ...], program: str) -> str:
    """Why this Python will not do, or nothing."""
    if version >= OLDEST_PYTHON:
        return ""
    wanted, found = (".".join(map(str, numbers)) for numbers in (OLDEST_PYTHON, version))
    return (
        f"Proefstuk needs Python {wanted} or newer; {program} is Python {found}. "
        f"Start dev.py with a newer one, for instance: python{wanted} dev.py demo"
    )


def set_up(*locks: str) -> None:
    """A venv with what the locks say; what is already so is left alone."""
    if not is_healthy(PYTHON):
        make_venv()
    for name in locks:
        requirements, stamp = REQUIREMENTS / f"{name}.txt", VENV / f"installed-{name}"
        if is_current(stamp, requirements):
            continue
        say(f"Installing {count_of(requirements)} packages of {requirements.relative_to(ROOT)} ...")
        install(PYTHON, requirements)
        stamp.write_text(fingerprint(requirements))
    write_door(PROGRAMS / "proefstuk")


def is_healthy(python: Path) -> bool:
    """Whether a venv is there and can be used."""
    if not python.exists():
        return False
    is_sick = f"sys.version_info < {OLDEST_PYTHON} or not importlib.util.find_spec('pip')"
    question = f"import importlib.util, sys; sys.exit({is_sick})"
    return subprocess.run([python, "-c", question], capture_output=True, check=False).returncode == 0


def make_venv() -> None:
    """A new venv in the place of none or of one that is broken."""
    require_venv_module()
    say(f"Making {VENV.relative_to(ROOT)} with Python {platform.python_version()} ...")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise SetUpError(f"The venv could not be made:\n{made.stdout}{made.stderr}")


def require_venv_module() -> None:
    """Debian and Ubuntu ship Python without it."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    say(f"This Python cannot make a venv: it lacks {package}.")
    if not apt_install(package):
        raise SetUpError(f"Type this, then try again:\n    {apt_line(package)}")


def install(python: Path, requirements: Path) -> None:
    """Wheels that match the lock; only where none fits this machine, source of the same hash."""
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    pip += ["--require-hashes", "-r", str(requirements)]
    done = subprocess.run([*pip, "--only-binary=:all:"], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0 and NO_WHEEL.search(done.stderr):
        say(f"{done.stderr.strip()}\nNo wheel fits this machine; trying to build it, which may take minutes ...")
        done = subprocess.run(pip, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SetUpError(f"pip could not install {requirements.name}:\n{done.stderr.strip()}")


def is_current(stamp: Path, requirements: Path) -> bool:
    """Whether what the lock says was already installed by this Python."""
    return stamp.exists() and stamp.read_text() == fingerprint(requirements)


def fingerprint(requirements: Path) -> str:
    """Changes with the lock and with the Python that installs it."""
    return f"{platform.python_version()} {hashlib.sha256(requirements.read_bytes()).hexdigest()}\n"


def count_of(requirements: Path) -> int:
    """How many packages a lock names."""
    return sum("==" in line and not line.startswith((" ", "#")) for line in requirements.read_text().splitlines())


def write_door(program: Path) -> None:
    """The command `proefstuk` in the venv, for this checkout."""
    text = PROEFSTUK.format(python=PYTHON, root=str(ROOT))
    if program.exists() and program.read_text() == text:
        return
    program.write_text(text)
    program.chmod(0o755)


# Chromium and Node


def ensure_chromium() -> Path | None:
    """A Chromium, installed if that is possible and none is here; else a word about what to type."""
    from tests.chromium import find_chromium, how_to_get_chromium

    ensure_playwright_runs()
    found = find_chromium(os.environ)
    if not found and chromium_by_apt():
        found = find_chromium(os.environ)
    if not found and chromium_by_playwright():
        found = find_chromium(os.environ)
    if found:
        return found
    say(f"There is no Chromium here, so browser tests cannot run. Type: {how_to_get_chromium(os.environ)}")
    return None


def ensure_playwright_runs() -> None:
    """Without libatomic its Node dies, and Playwright would only say that the connection was closed."""
    if playwright("--version", is_quiet=True):
        return
    if not (apt_install("libatomic1") and playwright("--version", is_quiet=True)):
        say(f"Playwright does not run here, so browser tests will fail. Type: {apt_line('libatomic1')}")


def chromium_by_apt() -> bool:
    """Debian's own; what Ubuntu calls so is a snap, which cannot see temporary profiles."""
    release = Path("/etc/os-release")
    if release.exists() and re.search(r"^ID=\W?ubuntu", release.read_text(), re.MULTILINE):
        return False
    return apt_install("chromium", "libatomic1")


def chromium_by_playwright() -> bool:
    """The one that Playwright fetches, with the libraries it needs where that is allowed."""
    if apt_prefix() is not None and playwright("install", "--with-deps", "chromium"):
        return True
    return playwright("install", "chromium")


def playwright(*arguments: str, is_quiet: bool = False) -> bool:
    """Whether Playwright could do this."""
    output = subprocess.DEVNULL if is_quiet else None
    command = [str(PYTHON), "-m", "playwright", *arguments]
    return subprocess.run(command, stdout=output, stderr=output, check=False).returncode == 0


def node() -> str | None:
    """The Node inside Playwright's wheel, else that of this machine."""
    found = next(VENV.glob("[Ll]ib/**/playwright/driver/node*"), None)
    return str(found) if found else shutil.which("node")


# ClamAV


def ensure_clamd() -> Path | None:
    """A clamd, installed if apt may and none is here; else a word about what to type."""
    from tests.clamav import PACKAGE, find_clamd, how_to_get_clamd

    found = find_clamd(os.environ)
    if not found and apt_install(PACKAGE):
        found = find_clamd(os.environ)
    if not found:
        say(f"There is no clamd here, so tests of the scanner cannot run. Type: {how_to_get_clamd(os.environ)}")
    return found


# apt


def apt_install(*packages: str) -> bool:
    """Whether apt could install this, without asking anything."""
    prefix = apt_prefix()
    if prefix is None:
        return False
    say("Installing {} with apt ...".format(" ".join(packages)))
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    subprocess.run([*apt, "update"], check=False)
    return subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], check=False).returncode == 0


def apt_prefix() -> list[str] | None:
    """What comes before apt-get: nothing as root, sudo if it asks no password; None where apt cannot be used."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    may = (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    )
    return ["sudo", "-n"] if may else None


def apt_line(*packages: str) -> str:
    """The line to type."""
    return "sudo apt-get update && sudo apt-get install -y {}".format(" ".join(packages))


# The steps


def static_steps() -> list[Step]:
    """What can be seen without running the product."""
    steps = [
        Step("ruff check", [PYTHON, "-m", "ruff", "check", "."]),
        Step("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        Step("mypy", [PYTHON, "-m", "mypy"]),
        Step("mypy dev.py", [PYTHON, "-m", "mypy", "dev.py"]),
        Step("lint-imports", [PYTHON, "-c", LINT_IMPORTS, "--no-logo"]),
    ]
    if "[tool.djlint]" in (ROOT / "pyproject.toml").read_text() and (ROOT / "templates").is_dir():
        steps.append(Step("djlint", [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"]))
    return steps


def script_steps() -> list[Step]:
    """The tests of the JavaScript modules."""
    files = sorted(
        str(file.relative_to(ROOT)) for kind in ("js", "mjs") for file in ROOT.glob(f"tests/js/**/*.test.{kind}")
    )
    return [Step("tests of JavaScript", [node() or "node", "--test", "--test-reporter=dot", *files])] if files else []


def suite_steps(env: Mapping[str, str], rest: Sequence[str], *, is_long: bool) -> list[Step]:
    """pytest: all but the browser on SQLite, what a database can matter to on PostgreSQL, then the browser."""
    runs = [
        ("tests on SQLite", "sqlite", ("pure", "database", "postgres")),
        ("tests on PostgreSQL", "postgresql", ("database",)),
        ("browser on SQLite", "sqlite", ("browser",)),
    ]
    if is_long:
        runs.append(("browser on PostgreSQL", "postgresql", ("browser",)))
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", "--dist", "worksteal", "--durations", "15"]
    return [
        Step(
            name,
            [*pytest, "-n", str(workers(parts)), *again(parts), *(f"--part={part}" for part in parts), *rest],
            # Where bytecode is not kept, every worker and every server that a test starts compiles all of it anew.
            {**env, "PROEFSTUK_TEST_DATABASE": database, "PYTHONDONTWRITEBYTECODE": ""},
            may_be_empty=bool(rest),
        )
        for name, database, parts in runs
    ]


def again(parts: Sequence[str]) -> tuple[str, ...]:
    """In CI a browser test that failed is tried once more, and named: decision 33. Nowhere else, and no other test."""
    return ("--reruns", "1", "-rR") if os.environ.get("CI") and "browser" in parts else ()


def workers(parts: Sequence[str]) -> int:
    """How many tests run at a time: more than there are cores where some only wait for a process they started."""
    cores = min(os.cpu_count() or 1, 8)
    return cores * 3 // 2 if "database" in parts else cores


def run_all(steps: Sequence[Step], *, first: Sequence[Step] = ()) -> int:
    """Run them all, whatever fails, and close with what there is to know; `first` side by side, then one by one."""
    begin = time.monotonic()
    outcomes = [*run_side_by_side(first), *map(run, steps)]
    say("\n" + "\n".join(summary(outcomes, time.monotonic() - begin)))
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def run_side_by_side(steps: Sequence[Step]) -> Iterator[Outcome]:
    """Steps that keep one core busy each, as many at a time as there are cores; each is shown when it is done."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as cores:
        for outcome, output in cores.map(run_unseen, steps):
            say(f"\n== {outcome.name}\n{output}".rstrip())
            yield outcome


def run_unseen(step: Step) -> tuple[Outcome, str]:
    """One step, and what it said."""
    begin = time.monotonic()
    try:
        done = subprocess.run(
            [str(part) for part in step.command],
            cwd=ROOT,
            env={**os.environ, **step.env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as problem:
        return Outcome(step.name, False, 0.0), f"{step.command[0]} cannot be run: {problem.strerror}"
    outcome = Outcome(step.name, done.returncode == 0, time.monotonic() - begin)
    return outcome, done.stdout.decode(errors="replace")


def run(step: Step) -> Outcome:
    """One step, shown while it runs."""
    say(f"\n== {step.name}")
    begin = time.monotonic()
    code, closing_line = followed([str(part) for part in step.command], step.env)
    is_good = code == 0 or (code == NOTHING_COLLECTED and step.may_be_empty)
    return Outcome(step.name, is_good, time.monotonic() - begin, closing_line if "pytest" in step.command else "")


def followed(command: Sequence[str], env: Mapping[str, str]) -> tuple[int, str]:
    """The exit code and the last line of a process whose output is passed on."""
    try:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError as problem:
        say(f"{command[0]} cannot be run: {problem.strerror}")
        return 127, ""
    end = shown(process)
    return process.wait(), last_line(end)


def shown(process: subprocess.Popen[bytes]) -> bytes:
    """The end of what a process says, after it was passed on as it came."""
    assert process.stdout is not None
    end = b""
    for piece in pieces(process.stdout.fileno()):
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        end = (end + piece)[-4096:]
    process.stdout.close()
    return end


def pieces(descriptor: int) -> Iterator[bytes]:
    """What comes in, without waiting for the end of a line."""
    while True:
        piece = os.read(descriptor, 65536)
        if not piece:
            return
        yield piece


def last_line(output: bytes) -> str:
    """The last line that says something, without its decoration."""
    lines = [line.strip("= ") for line in COLOUR.sub("", output.decode(errors="replace")).splitlines()]
    return next((line for line in reversed(lines) if line), "")


def summary(outcomes: Sequence[Outcome], seconds: float) -> list[str]:
    """One line per step, the tests counted over all runs, and the verdict."""
    width = max(len(outcome.name) for outcome in outcomes)
    failed = [outcome.name for outcome in outcomes if not outcome.is_good]
    verdict = f"{len(failed)} of {len(outcomes)} steps failed: {', '.join(failed)}." if failed else "All good."
    rows = (row(outcome, width) for outcome in outcomes)
    return ["== Summary", *rows, *total(outcomes), f"{verdict} ({seconds:.0f} s)"]


def total(outcomes: Sequence[Outcome]) -> list[str]:
    """What all runs of pytest came to, in the words of pytest."""
    counts = dict.fromkeys(COUNTED, 0)
    for number, word in COUNT.findall(" ".join(outcome.closing_line for outcome in outcomes)):
        counts[word] += int(number)
    told = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    return [f"All runs of pytest: {told}"] if told else []


def row(outcome: Outcome, width: int) -> str:
    """A line of the summary."""
    mark = "ok    " if outcome.is_good else "FAILED"
    return f"{mark}  {outcome.name:<{width}}  {outcome.seconds:6.1f} s  {outcome.closing_line}".rstrip()


def show_tools(*programs: str) -> None:
    """Which versions the run was made with."""
    say(f"Python {platform.python_version()} on {platform.platform()}")
    for program in filter(None, (*programs, node())):
        told = subprocess.run(
            [program, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False
        )
        say(f"{program}: {told.stdout.strip()}")


# Words and processes


def become(command: list[str]) -> int:
    """Turn into this command, so that it gets every signal itself; where that cannot be, wait for it."""
    os.chdir(ROOT)
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606
    return subprocess.run(command, check=False).returncode


def say(words: str) -> None:
    """A line for people, at once: other processes write to the same place."""
    print(words, flush=True)


def complain(words: str) -> int:
    """What stands in the way; the exit code that goes with it."""
    print(words, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
