"""Builds small SBB files of our own making, in the shape of the official ones."""

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

COMPETENCES = (("3084", "Deciding", "A"), ("3085", "Leading", "B"), ("3094", "Craft", "K"))
KNOWLEDGE = (("901", "knows the tools"), ("902", "knows the rules"), ("903", "can plan"))


def attributes(**values: str | None) -> str:
    """Attributes of an element; one that is None is left out."""
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items() if value is not None)


def cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>" if text else ""


def demand(tag: str, own: str, inside: str = "omschrijving", extra: Mapping[str, str] | None = None) -> str:
    """A text with an addition for each profile in `extra`."""
    added = "".join(
        f'<aanvullend><profiel referentie="{profile}"/><{inside}>{cdata(text)}</{inside}></aanvullend>'
        for profile, text in (extra or {}).items()
    )
    return f"<{tag}>{cdata(own)}<{tag}perprofiel>{added}</{tag}perprofiel></{tag}>"


def references(tag: str, keys: tuple[str, ...]) -> str:
    return "".join(f'<{tag} referentie="{key}"/>' for key in keys)


def process(
    chapter: str | None = "1",
    title: str = "Sands the wood",
    *,
    description: str = "The maker sands.",
    behaviour: str = "The maker:\n- works safely;\n- works precisely.",
    competences: tuple[str, ...] = ("3094",),
    extra: Mapping[str, str] | None = None,
    extra_competences: Mapping[str, tuple[str, ...]] | None = None,
) -> str:
    added = "".join(
        f'<aanvullend><profiel referentie="{profile}"/><omschrijving>{references("competentie", keys)}</omschrijving>'
        "</aanvullend>"
        for profile, keys in (extra_competences or {}).items()
    )
    return (
        f"<werkproces{attributes(nr='5' + (chapter or '0'), titel=title, hoofdstuk=chapter)}>"
        f"{demand('werkprocesomschrijving', description, extra=extra)}"
        f"{demand('werkprocesresultaat', 'Smooth wood.', extra=extra)}"
        f"{demand('werkprocesgedrag', behaviour, extra=extra)}"
        f"<werkprocescompetenties>{references('competentie', competences)}<werkprocescompetentiesperprofiel>{added}"
        "</werkprocescompetentiesperprofiel></werkprocescompetenties></werkproces>"
    )


def task(
    chapter: str | None = "1",
    title: str = "Makes furniture",
    *processes: str,
    kind: str = "basis",
    knowledge: tuple[str, ...] = ("901",),
    extra_knowledge: Mapping[str, tuple[str, ...]] | None = None,
    extra: Mapping[str, str] | None = None,
) -> str:
    added = "".join(
        f'<aanvullend><profiel referentie="{profile}"/><vakkennisenvaardighedenonderdelen>'
        f"{references('vakkennisenvaardigheden', keys)}</vakkennisenvaardighedenonderdelen></aanvullend>"
        for profile, keys in (extra_knowledge or {}).items()
    )
    return (
        f"<kerntaak{attributes(nr='4' + (chapter or '0'), titel=title, hoofdstuk=chapter)}>"
        f"{demand('complexiteit', 'Routine work.', 'complexiteit', extra)}"
        f"{demand('verantwoordelijkheid', 'For own work.', 'verantwoordelijkheid', extra)}"
        f"<vakkennisenvaardigheden>{references('vakkennisenvaardigheden', knowledge)}"
        f"<vakkennisenvaardighedenperprofiel>{added}</vakkennisenvaardighedenperprofiel></vakkennisenvaardigheden>"
        f"<{kind}werkprocessen>{''.join(processes)}</{kind}werkprocessen></kerntaak>"
    )


def profile_task(chapter: str | None = "1", title: str = "Makes chairs", *processes: str) -> str:
    return task(chapter, title, *(processes or (process(),)), kind="profiel")


def profile(
    crebo: str | None = "25001",
    number: str = "71",
    chapter: str | None = "1",
    *tasks: str,
    title: str = "Chair maker",
    level: str = "3",
    valid_from: str = "01-08-2015",
    intake_ends: str = "",
    programme_ends: str = "",
    hours: str = "3200",
    description: str = "Makes chairs.",
    with_tasks: bool = True,
) -> str:
    dates = attributes(Geldig_vanaf=valid_from, Datum_einde_instroom=intake_ends, Datum_einde_opleiding=programme_ends)
    code = "" if crebo is None else f"<crebo{dates}>{escape(crebo)}</crebo>"
    own = "".join(tasks or (profile_task(),)) if with_tasks else ""
    return (
        f"<profiel{attributes(nr=number, titel=title, hoofdstuk=chapter, niveau=level)}><omschrijving>"
        f"<typeringvanhetberoep>{cdata(description)}</typeringvanhetberoep>"
        f"<wettelijkeberoepsvereisten>Ja</wettelijkeberoepsvereisten><sbu>{hours}</sbu>"
        f"<soortopleiding>vakopleiding</soortopleiding></omschrijving><creboinformatie>{code}</creboinformatie>"
        f"<profielkerntaken>{own}</profielkerntaken></profiel>"
    )


def dossier(*profiles: str, base: tuple[str, ...] | None = None, code: str = "23001", title: str = "Furniture") -> str:
    known = "".join(f"<kennisofvaardigheid{attributes(nr=key, titel=text)}/>" for key, text in KNOWLEDGE)
    tasks = (task("1", "Makes furniture", process()),) if base is None else base
    return (
        f'<dossier nr="11"{attributes(titel=title)} versie="" status="Vastgesteld" referentiedomein="31" '
        'wettelijkeberoepsvereisten="Nee"><dossiercrebos><dossiercrebo Geldig_vanaf="01-08-2015">'
        f"{code}</dossiercrebo></dossiercrebos><kennisenvaardigheden>{known}</kennisenvaardigheden><voorblad>"
        '<omschrijving><penvoerder><sectorkamer referentie="21"/></penvoerder><verantwoording>'
        "<vaststellingsinformatie><vastgesteldop>26-11-2015</vastgesteldop></vaststellingsinformatie></verantwoording>"
        f"</omschrijving></voorblad><basis><basistaken><basiskerntaken>{''.join(tasks)}</basiskerntaken></basistaken>"
        f"</basis><profielen>{''.join(profiles or (profile(),))}</profielen></dossier>"
    )


def written(*dossiers: str, declared: str = "utf-8") -> str:
    """A whole file as text."""
    letters = "".join(f"<competentie{attributes(nr=key, titel=name, code=code)}/>" for key, name, code in COMPETENCES)
    return (
        f'<?xml version="1.0" encoding="{declared}"?>\n<sbb><domeinen><domein nr="31" crebo="79001" titel="Wood"/>'
        '</domeinen><sectorkamers><sectorkamer nr="21" titel="Chamber of wood"/></sectorkamers>'
        f"<competenties>{letters}</competenties><dossiers>{''.join(dossiers or (dossier(),))}</dossiers></sbb>"
    )


def file_of(*dossiers: str) -> bytes:
    """A whole file as SBB sends it: UTF-8 with a byte order mark."""
    return written(*dossiers).encode("utf-8-sig")
