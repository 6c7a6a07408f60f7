"""The command-line door: `proefstuk portfolio ...`."""

import click

from portfolio.cli.exporting import answer_data_access, export_portfolio
from portfolio.cli.importing import import_portfolio
from portfolio.cli.listing import list_entries
from qualification_files.cli.opening import Refusing


@click.group(cls=Refusing)
def portfolio() -> None:
    """Portfolios: see what is in one, write it to a file, bring one in from elsewhere, answer a data-access request.

    EMAIL is the address with which somebody signs in. Whatever is done is on record as done by the system. Refusals go
    to the standard error output.

    Exit code of every command: 0 done, 1 refused or not everything came along, 2 typed wrongly.
    """


for command in (list_entries, export_portfolio, import_portfolio, answer_data_access):
    portfolio.add_command(command)
