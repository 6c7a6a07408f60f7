"""Naming whose portfolio it is on the command line."""

import click

from foundation.work import Work
from people.models import Person
from people.queries import account
from people.rules import plain_email


def whose(work: Work, email: str) -> Person:
    """The person with this address; refused in words where there is none."""
    found = account(work, plain_email(email))
    if found is None:
        raise click.ClickException(f"There is nobody here with the address {email.strip()}.")
    return found
