"""`proefstuk terms`: what the whole environment calls things."""

import click

from app.environment import TERMS, change_terms
from foundation.environment import setting
from foundation.wording import Word
from foundation.work import Work
from qualification_files.cli.opening import AS_JSON, OpenApp, Refusing, reading, told, writing
from qualification_files.cli.terms import plain_words, with_word, word_arguments, word_lines
from qualification_files.rules.terms import OF_THE_ENVIRONMENT, Term, read_terms, terms_of

SET_HELP = f"""Let every page call TERM so from now on; a server that runs does within ten seconds.

    For instance: terms set candidate student students --language en

    TERM is one of: {", ".join(OF_THE_ENVIRONMENT)}. The participants-list is a name, so it has no plural.
    """


@click.group(cls=Refusing)
def terms() -> None:
    """What the whole environment calls things: qualifications, candidates, core tasks and the like.

    The words of one qualification are set with: proefstuk qualifications terms
    """


@terms.command("show")
@AS_JSON
@click.pass_obj
def show_terms(open_app: OpenApp, *, as_json: bool) -> None:
    """Say which words hold; * is for those that the school chose.

    With --json: language, term and then one, many and article.
    """
    with reading(open_app()) as work:
        words = _words(work)
    told(plain_words(words), word_lines(words), as_json=as_json)


@terms.command("set", help=SET_HELP)
@word_arguments(OF_THE_ENVIRONMENT)
@click.pass_obj
def set_term(open_app: OpenApp, term: str, one: str, many: str | None, language: str, article: str | None) -> None:
    """Choose one word."""
    app = open_app()
    with writing(app) as work:
        words = with_word(_words(work), language=language, term=Term(term), one=one, many=many, article=article)
        change_terms(work, words)
    app.extensions["environment_name"].forget()
    told(None, word_lines({language: {Term(term): words[language][Term(term)]}}), as_json=False)


@terms.command("reset")
@click.pass_obj
def reset_terms(open_app: OpenApp) -> None:
    """Give every page the usual words again. Doing it again does no harm."""
    app = open_app()
    with writing(app) as work:
        change_terms(work, terms_of(frozenset(), OF_THE_ENVIRONMENT))
    app.extensions["environment_name"].forget()
    click.echo("The usual words are back.")


def _words(work: Work) -> dict[str, dict[Term, Word]]:
    return terms_of(read_terms(setting(work.db, TERMS, {})), OF_THE_ENVIRONMENT)
