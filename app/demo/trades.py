"""The two trades of the demo school, in the language of its qualification files."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    """A work process with what one can see of it."""

    name: str
    description: str
    result: str
    competences: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """A core task."""

    name: str
    complexity: str
    knowledge: tuple[str, ...]
    processes: tuple[Process, ...]


@dataclass(frozen=True)
class Trade:
    """A qualification file as the demo school offers it."""

    code: str
    name: str
    level: int
    dossier_code: str
    dossier_name: str
    programme_type: str
    description: str
    tasks: tuple[Task, ...]


WELDING = Trade(
    code="25290",
    name="Basislasser",
    level=2,
    dossier_code="23118",
    dossier_name="Metaalbewerken",
    programme_type="basisberoepsopleiding",
    description=(
        "De basislasser verbindt platen, kokers en profielen van ongelegeerd staal met gangbare lasprocessen. Er wordt"
        " gewerkt aan de hand van een tekening en een lasmethodebeschrijving, in een werkplaats of op locatie."
    ),
    tasks=(
        Task(
            "Bereidt laswerk voor",
            "Het werk volgt vaste instructies. De lasser kiest binnen de"
            " lasmethodebeschrijving en overlegt bij twijfel.",
            (
                "kent de gangbare lasprocessen en hun toepassing",
                "leest een werktekening met lassymbolen",
                "kent de gevaren van lasrook, straling en hete delen",
            ),
            (
                Process(
                    "Leest de opdracht en plant het werk",
                    "De lasser neemt de opdracht, de tekening en de lasmethodebeschrijving door en"
                    " bepaalt de volgorde.",
                    "Het is duidelijk wat er gelast wordt, waarmee en in welke volgorde.",
                    "QT",
                    (
                        "benoemt de lassymbolen op de tekening juist",
                        "kiest een volgorde die vervorming beperkt",
                        "vraagt door als de opdracht niet volledig is",
                    ),
                ),
                Process(
                    "Richt de werkplek veilig in",
                    "De lasser zet de werkplek klaar, plaatst schermen en zet de afzuiging aan.",
                    "De werkplek is opgeruimd, afgeschermd en veilig voor anderen.",
                    "LT",
                    (
                        "draagt de voorgeschreven beschermingsmiddelen",
                        "controleert kabels, slangen en aansluitingen op schade",
                        "zet de afzuiging dicht bij de lasplaats",
                        "houdt brandbare stoffen weg van de lasplaats",
                    ),
                ),
                Process(
                    "Maakt materiaal en lasnaad gereed",
                    "De lasser zaagt of snijdt het materiaal, bewerkt de naad voor en hecht de delen.",
                    "De delen liggen op maat en vast in de juiste stand.",
                    "KLS",
                    (
                        "bewerkt de laskanten volgens de tekening",
                        "verwijdert roest, vet en walshuid van de naad",
                        "hecht de delen op maat en haaks",
                    ),
                ),
            ),
        ),
        Task(
            "Last verbindingen",
            "De lasser werkt zelfstandig aan eenvoudige verbindingen in verschillende lasstanden.",
            (
                "kent de invloed van stroom, spanning en draadsnelheid op de las",
                "kent veelvoorkomende lasfouten en hun oorzaak",
            ),
            (
                Process(
                    "Stelt de lasapparatuur in",
                    "De lasser stelt de machine in volgens de lasmethodebeschrijving en maakt een proeflas.",
                    "De instelling past bij materiaal, dikte en lasstand.",
                    "KL",
                    (
                        "stelt stroom, spanning en draadsnelheid in volgens de lasmethodebeschrijving",
                        "stelt de hoeveelheid beschermgas juist in",
                        "beoordeelt een proeflas en past de instelling aan",
                    ),
                ),
                Process(
                    "Last hoeknaden en stompe naden",
                    "De lasser last de naden in de voorgeschreven stand en volgorde.",
                    "De las heeft de gevraagde maat en een gelijkmatig uiterlijk.",
                    "KLST",
                    (
                        "houdt de toortsstand en voortloopsnelheid gelijkmatig",
                        "last in de voorgeschreven volgorde",
                        "bereikt de gevraagde keelhoogte",
                        "verwijdert slak en spatten tussen de lagen",
                    ),
                ),
                Process(
                    "Controleert het laswerk",
                    "De lasser beoordeelt de las met het oog en met een lasmal en herstelt fouten.",
                    "Het werk voldoet aan de kwaliteitseis of is afgekeurd met reden.",
                    "MS",
                    (
                        "meet de las met een lasmal op de juiste plaatsen",
                        "herkent randinkarteling, poreusheid en bindingsfouten",
                        "legt de bevindingen vast op het controleformulier",
                    ),
                ),
            ),
        ),
    ),
)

CARE = Trade(
    code="25656",
    name="Verzorgende-IG",
    level=3,
    dossier_code="23181",
    dossier_name="Verzorgende IG",
    programme_type="vakopleiding",
    description=(
        "De verzorgende-IG ondersteunt mensen die door ziekte, ouderdom of een beperking zorg nodig hebben. Dat gebeurt"
        " thuis, in een verpleeghuis of in een kleinschalige woonvorm, samen met de zorgvrager en diens naasten."
    ),
    tasks=(
        Task(
            "Bieden van zorg en ondersteuning",
            "Elke zorgvrager is anders. De verzorgende weegt af wat nodig is en schakelt anderen in als dat beter is.",
            (
                "kent de veelvoorkomende ziektebeelden bij ouderen",
                "kent de regels rond voorbehouden en risicovolle handelingen",
                "kent de meldcode huiselijk geweld",
            ),
            (
                Process(
                    "Voert zorg- en begeleidingsactiviteiten uit",
                    "De verzorgende helpt bij wassen, kleden, eten en bewegen en stimuleert wat iemand zelf kan.",
                    "De zorgvrager is verzorgd en heeft zelf gedaan wat kon.",
                    "DKT",
                    (
                        "vraagt toestemming voordat een handeling begint",
                        "stimuleert de zorgvrager om zelf te doen wat kan",
                        "werkt volgens de hygiënevoorschriften",
                        "let op tekenen van pijn, vermoeidheid en huidproblemen",
                    ),
                ),
                Process(
                    "Voert verpleegtechnische handelingen uit",
                    "De verzorgende voert handelingen uit waarvoor bekwaamheid is vastgesteld, volgens protocol.",
                    "De handeling is veilig en volgens protocol uitgevoerd en vastgelegd.",
                    "KLT",
                    (
                        "controleert naam, geboortedatum en opdracht",
                        "desinfecteert de handen op de voorgeschreven momenten",
                        "volgt de stappen van het protocol",
                        "ruimt naalden en materiaal veilig op",
                        "rapporteert de handeling in het dossier",
                    ),
                ),
                Process(
                    "Communiceert met de zorgvrager en het sociale netwerk",
                    "De verzorgende luistert, vat samen en stemt verwachtingen af.",
                    "De zorgvrager en naasten voelen zich gehoord en weten waar ze aan toe zijn.",
                    "DEI",
                    (
                        "gebruikt woorden die de zorgvrager begrijpt",
                        "vat samen wat de ander heeft gezegd",
                        "gaat rustig om met boosheid of verdriet",
                    ),
                ),
            ),
        ),
        Task(
            "Werken aan organisatie en beroep",
            "De verzorgende werkt in een team en kijkt kritisch naar het eigen handelen.",
            ("kent de beroepscode", "kent de kwaliteitscyclus van de instelling"),
            (
                Process(
                    "Stemt de zorgverlening af",
                    "De verzorgende draagt over en maakt afspraken met collega's en andere beroepsgroepen.",
                    "De zorg sluit op elkaar aan en is actueel vastgelegd.",
                    "EJQ",
                    (
                        "draagt mondeling over volgens een vaste opbouw",
                        "rapporteert feitelijk en zonder oordeel",
                        "schakelt op tijd een collega of arts in",
                    ),
                ),
                Process(
                    "Draagt bij aan goede kwaliteit van zorg",
                    "De verzorgende meldt wat beter kan en werkt mee aan verbeteringen.",
                    "Fouten en bijna-fouten worden gemeld en er wordt van geleerd.",
                    "PSV",
                    (
                        "meldt een (bijna-)incident volgens de procedure",
                        "vraagt feedback en doet er zichtbaar iets mee",
                        "spreekt een collega aan op onveilig handelen",
                    ),
                ),
            ),
        ),
    ),
)
