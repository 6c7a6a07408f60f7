"""What the demo's candidates tell in their portfolios."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portfolio.rules import EntryKind
from portfolio.rules.starr import Starr


@dataclass(frozen=True)
class Story:
    """An entry, the work processes it shows (counted from 1 in the qualification) and why."""

    kind: EntryKind
    title: str
    organisation: str
    role: str
    months_ago: int
    hours: int | None
    description: str
    shows: tuple[int, ...]
    reasoning: str
    files: tuple[str, ...] = ()
    level: str = ""
    outcome: str = ""
    lasted: int = 60  # days
    ended_before: int = 0  # months between its end and the day it was told
    in_particular: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # indicators by work process, from 1


WELDING = (
    Story(
        EntryKind.WORK_EXPERIENCE,
        "Stage bij constructiebedrijf",
        "Constructiebedrijf De Boog",
        "stagiair lasser",
        5,
        32,
        "Ik heb vier dagen per week meegedraaid in de werkplaats. Vooral kokerframes en trapbomen.",
        (1, 2, 3),
        "Situatie: een serie van twaalf frames. Taak: zelf de volgorde bepalen. Actie: eerst alles gehecht en daarna om"
        " en om gelast. Resultaat: de frames bleven haaks. Reflectie: ik meet nu ook tussendoor.",
        ("weld", "report"),
    ),
    Story(
        EntryKind.PRODUCT,
        "Hoeklas in drie lagen",
        "Vakcollege De Brug",
        "",
        3,
        12,
        "Proefstuk van 10 mm plaat, staand gelast.",
        (4, 5),
        "Ik heb de machine zelf ingesteld en na de proeflas de draadsnelheid iets verlaagd. De keelhoogte klopt met de"
        " tekening.",
        ("weld",),
    ),
    Story(
        EntryKind.TRAINING,
        "Veilig werken in de werkplaats",
        "Vakcollege De Brug",
        "",
        8,
        16,
        "Cursus van twee dagen over beschermingsmiddelen, lasrook en brandgevaar.",
        (2,),
        "Sinds deze cursus controleer ik de slangen en kabels voor ik begin.",
        ("report",),
    ),
    Story(
        EntryKind.PROJECT,
        "Fietsenrek voor de buurt",
        "Buurthuis Het Trefpunt",
        "lasser en tekenaar",
        2,
        30,
        "Met z'n vieren een fietsenrek ontworpen, gelast en geplaatst.",
        (1, 5, 6),
        "Ik heb het laswerk van de groep gecontroleerd met de lasmal en twee naden laten overdoen.",
        ("weld", "weld"),
    ),
)

CARE = (
    Story(
        EntryKind.WORK_EXPERIENCE,
        "Stage in woonzorgcentrum",
        "Woonzorgcentrum Lindehof",
        "stagiair verzorgende",
        4,
        24,
        "Op de afdeling kleinschalig wonen. Ik had mijn eigen vaste bewoners.",
        (1, 3, 4),
        "Situatie: een bewoner wilde niet gewassen worden. Taak: rust brengen. Actie: ik ben eerst gaan zitten en heb"
        " gevraagd wat er was. Resultaat: een uur later lukte het wel. Reflectie: tijd geven is ook zorg.",
        ("ward", "report"),
    ),
    Story(
        EntryKind.EDUCATION,
        "Verpleegtechnische vaardigheden",
        "Vakcollege De Brug",
        "",
        6,
        40,
        "Bloedsuiker meten, subcutaan injecteren en wondzorg in het praktijklokaal.",
        (2,),
        "Ik heb de handeling drie keer onder toezicht gedaan en daarna zelfstandig volgens protocol.",
        ("report",),
    ),
    Story(
        EntryKind.PROJECT,
        "Valpreventie op de afdeling",
        "Woonzorgcentrum Lindehof",
        "projectlid",
        1,
        20,
        "Samen met de fysiotherapeut een lijst gemaakt waarmee we elke week de kamers nalopen.",
        (5,),
        "Ik heb een bijna-val gemeld en het team voorgesteld om de kleedjes weg te halen. Dat is gebeurd.",
        ("ward", "sound"),
    ),
)

# The one whose portfolio shows everything at once.
SAFETY = Story(
    EntryKind.TRAINING,
    "Veilig werken in de werkplaats",
    "Vakcollege De Brug",
    "",
    7,
    16,
    "Cursus van twee dagen over beschermingsmiddelen, lasrook en brandgevaar.",
    (2,),
    "Sinds deze cursus controleer ik de slangen en kabels voor ik begin. Op de foto zie je mijn plek zoals ik die nu"
    " klaarzet: schermen dicht, afzuiging vlak bij de naad, niets brandbaars binnen twee meter.",
    ("report", "weld"),
    outcome="Certificaat behaald",
    lasted=1,
    in_particular={2: (1, 2, 4)},
)
CERTIFICATE = Story(
    EntryKind.EDUCATION,
    "Kennismaken met MIG/MAG-lassen",
    "Praktijkschool Het Anker",
    "",
    6,
    None,
    "Acht middagen lassen op de praktijkschool, voordat ik naar De Brug ging.",
    (4,),
    "Ik leerde er hoe stroom, spanning en draadsnelheid samenhangen. Op het formulier staan mijn eigen instellingen.",
    ("report",),
    level="Entree",
    outcome="Branchecertificaat",
    ended_before=24,
    in_particular={4: (1,)},
)
INTERNSHIP = Story(
    EntryKind.WORK_EXPERIENCE,
    "Stage bij constructiebedrijf",
    "Constructiebedrijf De Boog",
    "stagiair lasser",
    5,
    32,
    "Ik heb vier dagen per week meegedraaid in de werkplaats. Vooral kokerframes en trapbomen.",
    (1, 2, 3),
    Starr(
        answers=(
            "We moesten een serie van twaalf kokerframes maken voor een schoolplein.",
            "Ik mocht zelf de volgorde bepalen en alles hechten.",
            "Ik heb eerst alles gehecht en nagemeten, en daarna om en om gelast zodat het niet kon trekken.",
            "De frames bleven haaks: het verschil tussen de diagonalen was nergens meer dan 2 mm.",
            "De volgende keer meet ik ook tussendoor, want bij frame drie zag ik het pas aan het eind.",
        ),
        language="nl",
    ).text,
    ("weld", "report"),
    in_particular={1: (2,), 3: (2, 3)},
)
FILLET = Story(
    EntryKind.PRODUCT,
    "Hoeklas in drie lagen",
    "Vakcollege De Brug",
    "",
    1,
    12,
    "Proefstuk van 10 mm plaat, staand gelast in drie lagen. Tussen de lagen heb ik geborsteld.",
    (4, 5),
    "Ik heb de machine zelf ingesteld en na de proeflas de draadsnelheid iets verlaagd. De keelhoogte klopt met de"
    " tekening.",
    ("weld",),
    lasted=0,
    in_particular={5: (3,)},
)
RACK = Story(
    EntryKind.PROJECT,
    "Fietsenrek voor de buurt",
    "Buurthuis Het Trefpunt",
    "lasser en tekenaar",
    2,
    30,
    "Met z'n vieren een fietsenrek ontworpen, gelast en geplaatst. Ik tekende de beugels en laste de helft ervan.",
    (1, 5),
    "Ik heb de tekening met de lassymbolen gemaakt en met de opdrachtgever besproken. Daarna heb ik zes beugels gelast,"
    " steeds in dezelfde volgorde.",
    ("weld", "weld"),
    outcome="Het rek staat er en wordt elke dag gebruikt.",
    in_particular={1: (1, 3), 5: (2,)},
)
RAILING = Story(
    EntryKind.PRODUCT,
    "Trapleuning hersteld",
    "Familie De Vries",
    "",
    0,
    6,
    "De leuning was doorgeroest. Ik heb een nieuw stuk koker op maat gezaagd, de laskanten geslepen, de roest van de"
    " naad gehaald en de delen haaks gehecht. Daarna met de lasmal gemeten of de las dik genoeg was. In het"
    " geluidsfragment vertel ik hoe ik de lasfouten herken.",
    (),
    "",
    ("weld", "sound"),
    lasted=0,
)
DAAN = (SAFETY, CERTIFICATE, INTERNSHIP, FILLET, RACK, RAILING)
MENDED = (
    "De koker heb ik gezaagd met 1 mm speling, de laskanten onder 30 graden geslepen en walshuid en vet verwijderd. Op"
    " de foto ligt het frame gehecht op de mal: haaks binnen 2 mm."
)
UNFINISHED = {
    "title": ["Open dag: lassen laten zien"],
    "organisation": ["Vakcollege De Brug"],
    "description": [
        "Ik heb de hele middag bezoekers laten zien hoe je een hoeklas legt. Nog doen: foto's opvragen bij"
    ],
}
