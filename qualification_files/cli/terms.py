"""`proefstuk qualifications terms`, and what it shares with `proefstuk terms`: what things are called."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import click

from foundation.wording import Word
from qualification_files.actions.terms import change_terms, forget_terms
from qualification_files.cli.naming import Called, line, one_qualification
from qualification_files.cli.opening import AS_JSON, OpenApp, Refusing, reading, told, writing
from qualification_files.models import Qualification
from qualification_files.pages.terms import standing_choices
from qualification_files.rules.terms import (
    ARTICLES,
    LANGUAGES,
    LONGEST_TERM,
    OF_A_QUALIFICATION,
    Term,
    is_a_term,
    read_terms,
    terms_of,
    usual_word,
)

SET_HELP = f"""Let QUALIFICATION call TERM so from now on, on pages, on paper and in mail.

    For instance: terms set 25655 work-process task tasks --language en

    TERM is one of: {", ".join(OF_A_QUALIFICATION)}.
    """
Words = Mapping[str, Mapping[Term, Word]]


def word_arguments(terms: Sequence[Term]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """TERM SINGULAR [PLURAL] with --language and --article."""
    language = click.option("--language", required=True, type=click.Choice(LANGUAGES), help="In which language.")
    article = click.option("--article", type=click.Choice(ARTICLES), help="In Dutch: de or het.")

    def add(command: Callable[..., None]) -> Callable[..., None]:
        command = click.argument("many", metavar="[PLURAL]", required=False)(article(language(command)))
        command = click.argument("one", metavar="SINGULAR")(command)
        return click.argument("term", metavar="TERM", type=click.Choice([str(one) for one in terms]))(command)

    return add


def with_word(
    words: Words, *, language: str, term: Term, one: str, many: str | None, article: str | None
) -> dict[str, dict[Term, Word]]:
    """These words with one of them chosen anew; what cannot stand in a sentence is typed wrongly."""
    if (many is None) is not (term is Term.PARTICIPANTS_LIST):
        raise click.UsageError("Give the plural too." if many is None else "This is a name, which has no plural.")
    many = one if many is None else many
    one, many = (" ".join(text.split()) for text in (one, many))
    if not (is_a_term(one) and is_a_term(many)):
        raise click.UsageError(f"A term is a few plain words on one line, at most {LONGEST_TERM} characters.")
    before = words[language][term]
    if article and not usual_word(language, term).article:
        raise click.UsageError("This term has no article in this language.")
    chosen = Word(one, many, article or before.article)
    return {spoken: {**of_one, term: chosen} if spoken == language else {**of_one} for spoken, of_one in words.items()}


def word_lines(words: Words) -> Iterator[str]:
    """One line per term and language; an asterisk where the school chose the word."""
    for language, of_language in words.items():
        for term, word in of_language.items():
            own = "" if word == usual_word(language, term) else "  *"
            article = f"{word.article} " if word.article else ""
            many = "" if term is Term.PARTICIPANTS_LIST else f", {word.many}"
            yield f"{language}  {term:<18} {article}{word.one}{many}{own}"


def plain_words(words: Words) -> dict[str, dict[str, dict[str, str]]]:
    """The same for --json."""
    return {
        language: {
            str(term): {"one": word.one, "many": word.many, "article": word.article}
            for term, word in of_language.items()
        }
        for language, of_language in words.items()
    }


@click.group(cls=Refusing, short_help="What one qualification calls things.")
def terms() -> None:
    """What one qualification calls its core tasks, work processes and the like.

    The words of the whole environment are set with: proefstuk terms
    """


@terms.command("show")
@one_qualification
@AS_JSON
@click.pass_obj
def show_terms(open_app: OpenApp, called: Called, *, as_json: bool) -> None:
    """Say which words hold for QUALIFICATION; * is for those that the school chose.

    With --json: language, term and then one, many and article.
    """
    with reading(open_app()) as work:
        words = _words_of(called.find(work))
    told(plain_words(words), word_lines(words), as_json=as_json)


@terms.command("set", help=SET_HELP)
@one_qualification
@word_arguments(OF_A_QUALIFICATION)
@click.pass_obj
def set_term(
    open_app: OpenApp, called: Called, term: str, one: str, many: str | None, language: str, article: str | None
) -> None:
    """Choose one word."""
    with writing(open_app()) as work:
        found = called.find(work)
        words = with_word(_words_of(found), language=language, term=Term(term), one=one, many=many, article=article)
        change_terms(work, found, words, environment=standing_choices())
        lines = [line(found), *word_lines({language: {Term(term): words[language][Term(term)]}})]
    told(None, lines, as_json=False)


@terms.command("reset")
@one_qualification
@click.pass_obj
def reset_terms(open_app: OpenApp, called: Called) -> None:
    """Give QUALIFICATION the words of the environment again. Doing it again does no harm."""
    with writing(open_app()) as work:
        found = called.find(work)
        forget_terms(work, found)
        words = line(found)
    click.echo(f"{words}: the words of the environment.")


def _words_of(found: Qualification) -> dict[str, dict[Term, Word]]:
    return terms_of(read_terms(found.terms, OF_A_QUALIFICATION), beneath=standing_choices())
