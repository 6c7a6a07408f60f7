"""What the demo's candidates tell in their portfolios."""

from dataclasses import dataclass

from portfolio.rules import EntryKind


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
