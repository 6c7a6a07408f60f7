"""Every setting of the installation, from one documented place, checked before anything starts.

Read from environment variables `PROEFSTUK_…` and from an optional file `proefstuk.toml` in the data folder (or wherever
`PROEFSTUK_CONFIG` points); a variable wins over the file. `proefstuk settings` prints them all with their meaning.
"""

import os
import secrets
import tomllib
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from foundation.fetching import Network, networks_from
from foundation.scanning import clam_address

ROOT = Path(__file__).parents[1]
MEGABYTE = 1_000_000


class BadSettings(Exception):
    """What is wrong with the settings, all of it in one message."""


class Settings(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="PROEFSTUK_", frozen=True, extra="forbid")

    data: Path = Field(ROOT / "var", description="The one folder that must survive: database, files, mail, secret.")
    database: str = Field("", description="SQLAlchemy address; empty: SQLite in the data folder.")
    storage: str = Field("", description="s3://bucket/prefix; empty: files in the data folder.")
    s3_endpoint: str = Field("", description="Address of an S3-compatible service other than Amazon's.")
    scanner: str = Field(
        "",
        description="clamd:///run/clamav/clamd.ctl or clamd://host:3310: ClamAV checks uploads; empty: nobody does.",
    )
    mail: str = Field(
        "", description="smtp://user:password@host:587 or smtps://…; empty: .eml files in the data folder."
    )
    mail_from: str = Field("proefstuk@localhost", description="The address that mail comes from.")
    base_url: str = Field(
        "http://127.0.0.1:8000", description="The public address; links in mail and PDF start with it."
    )
    secret: str = Field("", description="Signs cookies; empty: made once and kept in the data folder.", repr=False)
    language: Literal["en", "nl"] = Field("nl", description="Language for readers who have not chosen one.")
    time_zone: str = Field("Europe/Amsterdam", description="Zone in which dates and times are shown and counted.")
    clock: str = Field("", description="An ISO moment with a zone: the clock stands still there (for tests).")
    sign_in_days: int = Field(14, ge=1, le=365, description="After so many days one signs in again.")
    image_limit: int = Field(25 * MEGABYTE, ge=1, description="Largest image, in bytes.")
    document_limit: int = Field(50 * MEGABYTE, ge=1, description="Largest document, in bytes.")
    media_limit: int = Field(1000 * MEGABYTE, ge=1, description="Largest audio or video file, in bytes.")
    person_limit: int = Field(
        20_000 * MEGABYTE, ge=0, description="Most bytes that the files of one portfolio may take; 0: no limit."
    )
    unfinished_days: int = Field(7, ge=1, le=30, description="After so many days a standing upload is given up.")
    behind_proxy: bool = Field(False, description="A proxy in front sets X-Forwarded-For and X-Forwarded-Proto.")
    fetch_networks: str = Field(
        "", description="Own networks that may be fetched from, as 10.1.0.0/16, 192.0.2.7; empty: the internet alone."
    )
    source_folders: str = Field(
        "", description="Folders on this server, with : between them, below which qualification files may be read."
    )
    threads: int = Field(8, ge=1, le=64, description="Requests that `serve` answers at the same time.")
    job_lease: int = Field(60, ge=2, le=3600, description="Seconds until the job of a silent worker is taken over.")
    jobs_in_process: bool = Field(True, description="`serve` runs the jobs too; false: run `proefstuk work` beside it.")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError) as error:
            raise ValueError("is not the name of a time zone, for instance Europe/Amsterdam") from error
        return value

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
            raise ValueError("must look like https://portfolio.school.example")
        return value.rstrip("/")

    @field_validator("mail")
    @classmethod
    def _known_mail(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("smtp", "smtps"):
            raise ValueError("must start with smtp:// or smtps://")
        return value

    @field_validator("storage")
    @classmethod
    def _known_storage(cls, value: str) -> str:
        if value and (urlsplit(value).scheme != "s3" or not urlsplit(value).netloc):
            raise ValueError("must look like s3://bucket/prefix")
        return value

    @field_validator("scanner")
    @classmethod
    def _known_scanner(cls, value: str) -> str:
        try:
            if value:
                clam_address(value)
        except ValueError as error:
            raise ValueError("must look like clamd:///run/clamav/clamd.ctl or clamd://host:3310") from error
        return value

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("fetch_networks")
    @classmethod
    def _known_networks(cls, value: str) -> str:
        try:
            networks_from(value)
        except ValueError as error:
            raise ValueError("must hold networks such as 10.1.0.0/16, with commas between them") from error
        return value

    @field_validator("source_folders")
    @classmethod
    def _known_folders(cls, value: str) -> str:
        if not all(Path(folder).is_absolute() for folder in value.split(os.pathsep) if folder.strip()):
            raise ValueError("must hold folders that begin with /, with : between them")
        return value

    @model_validator(mode="after")
    def _secret_is_long(self) -> "Settings":
        if self.secret and len(self.secret) < 32:
            raise ValueError("secret: must have at least 32 characters")
        return self

    @property
    def database_url(self) -> str:
        """Where the database is."""
        return self.database or f"sqlite:///{self.data.absolute() / 'proefstuk.db'}"

    @property
    def files(self) -> Path:
        """The folder of uploaded files."""
        return self.data / "files"

    @property
    def mailbox(self) -> Path:
        """The folder that mail is written to where no mail server is set."""
        return self.data / "mail"

    @property
    def folders_of_sources(self) -> tuple[Path, ...]:
        """Below these folders qualification files may be read."""
        return tuple(Path(folder.strip()) for folder in self.source_folders.split(os.pathsep) if folder.strip())

    @property
    def networks_to_fetch_from(self) -> tuple[Network, ...]:
        """The school's own networks that may be asked for files."""
        return networks_from(self.fetch_networks)

    @property
    def cache(self) -> Path:
        """What can be made again at any time."""
        return self.data / "cache"

    def secret_key(self) -> str:
        """The secret that signs cookies; made on first use where none is set."""
        return self.secret or _kept_secret(self.data / "secret")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over variables, variables over the file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, _from_file())


def load_settings() -> Settings:
    """The settings, or `BadSettings` that names everything wrong with them."""
    known = {f"PROEFSTUK_{name.upper()}" for name in Settings.model_fields}
    # these two steer the reading itself and the tests, not the installation
    others = {"PROEFSTUK_CONFIG", "PROEFSTUK_REAL_DATA", "PROEFSTUK_LONG", "PROEFSTUK_TEST_DATABASE"}
    unknown = sorted(name for name in os.environ if name.startswith("PROEFSTUK_") and name not in known | others)
    problems = [f"{name}: there is no such setting" for name in unknown]
    try:
        settings = Settings()
    except (ValidationError, tomllib.TOMLDecodeError, OSError) as error:
        raise BadSettings(_tell(problems + _problems(error))) from error
    if problems:
        raise BadSettings(_tell(problems))
    return settings


def _from_file() -> dict[str, object]:
    data = Path(os.environ.get("PROEFSTUK_DATA", ROOT / "var"))
    named = os.environ.get("PROEFSTUK_CONFIG")
    path = Path(named) if named else data / "proefstuk.toml"
    if not named and not path.exists():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)


def _problems(error: Exception) -> list[str]:
    if not isinstance(error, ValidationError):
        return [f"proefstuk.toml: {error}"]
    return [
        f"{'.'.join(map(str, problem['loc'])) or 'settings'}: {problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors()
    ]


def _tell(problems: list[str]) -> str:
    return "\n".join(["The settings are not right:", *(f"  - {problem}" for problem in problems)])


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.tmp")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # two processes start at once: the first one's secret stands
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
