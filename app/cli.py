"""The command-line door: `proefstuk`, and `python3 -m app`."""

import re
import signal
import sys
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import installing
from app.background import start_worker
from app.factory import create_app
from app.settings import BadSettings, Settings, load_settings
from app.terms import terms
from exams.cli import exams
from foundation.mail import Mail, Undeliverable, compose, post_for
from foundation.refusals import Refusal
from foundation.scanning import ScannerUnready
from foundation.secrets import new_token
from foundation.web.database import close_database
from foundation.web.mail import render_mail
from people.cli import commands as people
from portfolio.cli import portfolio
from qualification_files.cli import qualifications

STOPS = {signal.SIGTERM, signal.SIGINT}
FOR_JOBS = 20.0  # seconds that a job gets when the worker is asked to stop


class WrongSettingsError(click.ClickException):
    """The settings, or the command line, are wrong: nothing was done."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """The message as it is: it names all that is wrong."""
        click.echo(self.message, file=file, err=True)


class Door(click.Group):
    """Says in words what went wrong, without a traceback, where the person at the keyboard can mend it."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except BadSettings as error:
            raise WrongSettingsError(str(error)) from error
        except Refusal as refusal:
            words = [str(refusal.message), *(f"  - {detail}" for detail in refusal.details)]
            raise click.ClickException("\n".join(words)) from refusal
        except OperationalError as error:
            raise click.ClickException(f"The database does not answer: {error.orig}") from error


def make_app() -> Flask:
    """The application with the settings of this installation; its database is closed when the command ends."""
    app = create_app(load_settings())
    click.get_current_context().call_on_close(lambda: close_database(app))
    return app


def ready_app() -> Flask:
    """The application, or a word about what to type first."""
    app = make_app()
    refuse_old_tables(app)
    return app


def refuse_old_tables(app: Flask) -> None:
    """Nothing runs on tables of another version."""
    tables = installing.tables_of(app)
    if tables.are_ready:
        return
    if tables.present is None:
        raise click.ClickException("The database is still empty. Type: proefstuk init")
    versions = f"The tables are at version {tables.present}, this program needs {tables.newest}."
    raise click.ClickException(f"{versions} Type: proefstuk migrate")


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version="0.1.0", prog_name="proefstuk")
@click.pass_context
def main(context: click.Context) -> None:
    """Portfolio and practical-exam platform for vocational education."""
    context.obj = ready_app  # what commands of packages ask the app from: `@click.pass_obj`


main.add_command(people)
main.add_command(qualifications)
main.add_command(portfolio)
main.add_command(exams)
main.add_command(terms)


@main.command()
@click.option("--email", help="E-mail address of the first administrator.")
@click.option("--name", help="Name of the first administrator, for instance 'Fatima el Idrissi'.")
@click.option("--password", help="Password of the first administrator; asked for where it is not given.")
def init(email: str | None, name: str | None, password: str | None) -> None:
    """Make the tables and the first administrator. Doing it again does no harm."""
    app = make_app()
    tables = installing.bring_up_to_date(app)
    click.echo(f"The tables are at version {tables.newest}.")
    present = installing.administrator(app)
    if present and not email:
        click.echo(f"There is an administrator already: {present}.")
        return
    installing.make_administrator(app, _first_person(email, name, password))
    click.echo("The administrator can sign in. Type: proefstuk serve")


@main.command()
def demo() -> None:
    """Make a demo school to look around in, with exams today. Doing it again does no harm."""
    from app.demo.school import open_demo  # drawing its pictures is needed here alone

    app = make_app()
    installing.bring_up_to_date(app)
    click.echo(open_demo(app))


@main.command()
def migrate() -> None:
    """Bring the tables of the database to the version of this program."""
    app = make_app()
    before, after = installing.tables_of(app), installing.bring_up_to_date(app)
    click.echo(
        f"The tables are at version {after.newest}."
        if before.are_ready
        else f"The tables went from version {before.present or 'nothing'} to {after.newest}."
    )


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every network.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
def serve(host: str, port: int, processes: int) -> None:
    """Answer browsers, and do the jobs beside it unless jobs_in_process is off."""
    from app import serving  # gunicorn is needed here alone

    settings = load_settings()
    if "base_url" not in settings.model_fields_set and host != "0.0.0.0":  # noqa: S104
        settings = settings.model_copy(update={"base_url": f"http://{host}:{port}"})
    app = create_app(settings)
    try:
        refuse_old_tables(app)
    finally:
        close_database(app)  # nothing of this process may be open when the others begin
    serving.refuse_taken_port(host, port)
    serving.log_to_the_screen()
    serving.Server(settings, host=host, port=port, processes=processes).run()


@main.command()
@click.option("--at-once", default=2, show_default=True, type=click.IntRange(1, 16), help="Jobs at the same time.")
def work(at_once: int) -> None:
    """Do the jobs that wait, until stopped."""
    from app import serving

    app = ready_app()
    serving.log_to_the_screen()
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)  # before there are threads: this one alone waits for them
    worker = start_worker(app, at_once=at_once)
    click.echo("The worker is at work.  (Ctrl-C stops it)")
    signal.sigwait(STOPS)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)  # a second one ends it at once
    serving.rest(worker, within=FOR_JOBS)


@main.command(name="settings")
def show_settings() -> None:
    """Show every setting, what it means and what it is now."""
    settings = load_settings()
    for name, field in Settings.model_fields.items():
        click.echo(f"PROEFSTUK_{name.upper()} = {shown(name, getattr(settings, name))}")
        click.echo(f"    {field.description}")


@main.command()
@click.argument("address")
def try_mail(address: str) -> None:
    """Send one mail now, to see that mail arrives."""
    app = make_app()
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        letter = render_mail("try", settings.language, name="Proefstuk")
    try:
        mail = Mail(to=address, subject=letter.subject, text=letter.text, language=settings.language)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    message = compose(mail, sender=settings.mail_from, at=app.extensions["works"].clock(), token=new_token())
    try:
        post_for(settings.mail, settings.mailbox).send(message)
    except Undeliverable:
        raise
    except OSError as error:  # every error of smtplib is one too
        raise click.ClickException(f"The mail was not taken: {error}") from error
    click.echo(f"Handed in at {shown('mail', settings.mail)}." if settings.mail else f"Written to {settings.mailbox}.")


@main.command()
def try_scanner() -> None:
    """See whether uploads are looked through: the scanner must find a harmless test text."""
    app = make_app()
    try:
        click.echo(app.extensions["works"].scanner.check())
    except ScannerUnready as error:
        raise click.ClickException(str(error)) from error


def shown(name: str, value: object) -> str:
    """A setting as it may be seen by whoever looks over a shoulder."""
    if name == "secret":
        return "(set)" if value else "(made by Proefstuk, in the data folder)"
    return re.sub(r"(//[^:/@]*):[^@]*@", r"\1:***@", str(value))


def _first_person(email: str | None, name: str | None, password: str | None) -> installing.FirstPerson:
    if not (email and name and password) and not sys.stdin.isatty():
        raise click.UsageError("Give --email, --name and --password, or start this where it can ask for them.")
    email = email or click.prompt("E-mail address of the first administrator")
    name = name or click.prompt("Name")
    password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if not name.strip():
        raise click.UsageError("A name is needed.")
    return installing.FirstPerson(email, *installing.split_name(name), password)
