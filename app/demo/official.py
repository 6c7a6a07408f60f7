"""Files in the shape of the official ones, so that codes can be looked up at once; every sentence is made up."""

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

KNOWLEDGE = (
    ("901", "kent de regels voor hygiëne en voedselveiligheid"),
    ("902", "kent de allergenen die op de kaart vermeld moeten worden"),
    ("903", "kan een werkplanning maken"),
)
COMPETENCES = (("3091", "H", "Overtuigen en beïnvloeden"), ("3094", "K", "Vakdeskundigheid toepassen"))


@dataclass(frozen=True)
class Profile:
    """A qualification of a dossier: its crebo, its name and what only it asks."""

    code: str
    name: str
    level: int
    programme: str
    text: str
    task: str
    processes: tuple[str, ...]
    extra: str = ""  # asked of it in the first work process of the base part


@dataclass(frozen=True)
class Dossier:
    """A file: the base part and its profiles."""

    code: str
    name: str
    task: str
    processes: tuple[str, ...]
    profiles: tuple[Profile, ...]

    @property
    def file_name(self) -> str:
        """As somebody would have saved it."""
        return f"{self.code}_{self.name}.xml"


KITCHEN = Dossier(
    code="23085",
    name="Keuken",
    task="Werkt in de keuken",
    processes=("Zet de werkplek klaar", "Bereidt gerechten", "Maakt schoon en ruimt op"),
    profiles=(
        Profile(
            *("25180", "Kok", 2, "basisberoepsopleiding", "De kok bereidt gerechten volgens recept."),
            *("Helpt bij de bestelling", ("Telt de voorraad", "Neemt goederen aan")),
        ),
        Profile(
            *("25182", "Zelfstandig werkend kok", 3, "vakopleiding", "Deze kok leidt een partie en past recepten aan."),
            *("Leidt een partie", ("Verdeelt het werk", "Stelt een menu samen"), "bedenkt wat er eerder klaar moet"),
        ),
    ),
)
SERVICE = Dossier(
    code="23081",
    name="Bediening",
    task="Ontvangt en bedient gasten",
    processes=("Ontvangt gasten", "Neemt bestellingen op", "Serveert en rekent af"),
    profiles=(
        Profile(
            *("25168", "Gastheer/-vrouw", 2, "basisberoepsopleiding", "De gastheer of -vrouw bedient aan tafel."),
            *("Verzorgt de dranken", ("Schenkt dranken uit", "Vult de bar aan")),
        ),
    ),
)
DOSSIERS = (KITCHEN, SERVICE)


def written(dossier: Dossier) -> bytes:
    """The file as it would be downloaded."""
    competences = "".join(f"<competentie{_with(nr=key, titel=name, code=code)}/>" for key, code, name in COMPETENCES)
    known = "".join(f"<kennisofvaardigheid{_with(nr=key, titel=text)}/>" for key, text in KNOWLEDGE)
    profiles = "".join(_profile(profile, place) for place, profile in enumerate(dossier.profiles, start=1))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<sbb>'
        '<domeinen><domein nr="31" crebo="79120" titel="Horeca en bakkerij"/></domeinen><sectorkamers>'
        '<sectorkamer nr="21" titel="Sectorkamer voedsel, groen en gastvrijheid"/></sectorkamers>'
        f"<competenties>{competences}</competenties><dossiers><dossier"
        f"{_with(nr='11', titel=dossier.name, versie='', status='Vastgesteld', referentiedomein='31')}"
        f'><dossiercrebos><dossiercrebo Geldig_vanaf="01-08-2015">{dossier.code}</dossiercrebo></dossiercrebos>'
        f"<kennisenvaardigheden>{known}</kennisenvaardigheden><voorblad><omschrijving><penvoerder>"
        '<sectorkamer referentie="21"/></penvoerder></omschrijving></voorblad><basis><basistaken><basiskerntaken>'
        f"{_task(dossier.task, dossier.processes, 'basis', _extra(dossier))}</basiskerntaken></basistaken></basis>"
        f"<profielen>{profiles}</profielen></dossier></dossiers></sbb>"
    ).encode()


def _profile(profile: Profile, place: int) -> str:
    return (
        f"<profiel{_with(nr=f'7{place}', titel=profile.name, hoofdstuk=str(place), niveau=str(profile.level))}>"
        f"<omschrijving><typeringvanhetberoep>{escape(profile.text)}</typeringvanhetberoep>"
        f"<soortopleiding>{profile.programme}</soortopleiding></omschrijving>"
        f'<creboinformatie><crebo Geldig_vanaf="01-08-2015">{profile.code}</crebo></creboinformatie>'
        f"<profielkerntaken>{_task(profile.task, profile.processes, 'profiel')}</profielkerntaken></profiel>"
    )


def _task(name: str, processes: tuple[str, ...], kind: str, extra: str = "") -> str:
    inside = "".join(_process(one, place, extra if place == 1 else "") for place, one in enumerate(processes, start=1))
    known = "".join(f'<vakkennisenvaardigheden referentie="{key}"/>' for key, _text in KNOWLEDGE)
    return (
        f"<kerntaak{_with(nr='41', titel=name, hoofdstuk='1')}><complexiteit>Het werk volgt vaste afspraken."
        f"</complexiteit><vakkennisenvaardigheden>{known}</vakkennisenvaardigheden>"
        f"<{kind}werkprocessen>{inside}</{kind}werkprocessen></kerntaak>"
    )


def _process(name: str, place: int, extra: str) -> str:
    behaviour = "- werkt volgens afspraak;\n- werkt schoon en veilig;\n- overlegt op tijd met collega's."
    return (
        f"<werkproces{_with(nr=f'5{place}', titel=name, hoofdstuk=str(place))}>"
        f"<werkprocesomschrijving>{escape(name)} zoals in dit bedrijf is afgesproken.</werkprocesomschrijving>"
        "<werkprocesresultaat>Het werk is op tijd en naar wens van de gast gedaan.</werkprocesresultaat>"
        f"<werkprocesgedrag>{behaviour}{extra}</werkprocesgedrag>"
        '<werkprocescompetenties><competentie referentie="3094"/></werkprocescompetenties></werkproces>'
    )


def _extra(dossier: Dossier) -> str:
    """What single profiles ask beyond the base part."""
    asked = "".join(
        f'<aanvullend><profiel referentie="7{place}"/>'
        f"<omschrijving>- {escape(profile.extra)}.</omschrijving></aanvullend>"
        for place, profile in enumerate(dossier.profiles, start=1)
        if profile.extra
    )
    return f"<werkprocesgedragperprofiel>{asked}</werkprocesgedragperprofiel>"


def _with(**values: str) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())
