"""The command-line door: `proefstuk`, and `python3 -m app`."""

import click
from flask import Flask

from app.factory import create_app
from app.settings import BadSettings, load_settings


def make_app() -> Flask:
    """The application with the settings of this installation."""
    try:
        return create_app(load_settings())
    except BadSettings as error:
        raise click.ClickException(str(error)) from error


@click.group()
@click.version_option(package_name=None, version="0.1.0", prog_name="proefstuk")
def main() -> None:
    """Portfolio and practical-exam platform for vocational education."""
