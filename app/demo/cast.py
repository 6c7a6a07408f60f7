"""The people of the demo school."""

from dataclasses import dataclass

from people.rules import Role

PASSWORD = "proefstuk-demo"  # noqa: S105  # of a demo, shown on its sign-in page


@dataclass(frozen=True)
class Staff:
    """Somebody who works at the school; `email` is the part before the @."""

    given: str
    prefix: str
    family: str
    email: str
    roles: tuple[Role, ...]
    language: str = "nl"


STAFF = (
    Staff("Marijke", "van der", "Velde", "coordinator", (Role.COORDINATOR,)),
    Staff("Rachid", "", "Benali", "examiner", (Role.EXAMINER,)),
    Staff("Ineke", "", "Postma", "examiner2", (Role.EXAMINER,)),
    Staff("Wouter", "de", "Graaf", "supervisor", (Role.SUPERVISOR,)),
    Staff("Latoya", "", "Pinas", "supervisor2", (Role.SUPERVISOR, Role.EXAMINER)),
    Staff("Hanneke", "", "Bos", "manager", (Role.MANAGER,)),
    Staff("Pieter", "", "Hoekstra", "board", (Role.BOARD_MEMBER,)),
    Staff("Esra", "", "Yıldız", "admin", (Role.ADMINISTRATOR,)),
    Staff("Charlotte", "", "Mulder", "auditor", (Role.AUDITOR,)),
    Staff("Anouk", "", "Willemse", "board2", (Role.BOARD_MEMBER,)),
)

WELDERS = (
    ("Daan", "", "Visser"), ("Sem", "de", "Jong"), ("Youssef", "el", "Amrani"), ("Lotte", "", "Bakker"),
    ("Finn", "van", "Dijk"), ("Kacper", "", "Żuławski"), ("Noah", "", "Smit"), ("Jayden", "", "Martina"),
    ("Thijs", "van den", "Berg"), ("Mees", "", "Meijer"), ("Bram", "", "de Wit"), ("Amir", "", "Hosseini"),
    ("Luuk", "", "Peters"), ("Sven", "", "Hendriks"), ("Milan", "", "Kovač"), ("Tygo", "", "Vermeulen"),
    ("Gijs", "van", "Leeuwen"), ("Ruben", "", "Dekker"), ("Jesse", "", "Brouwer"), ("Niek", "ter", "Horst"),
)  # fmt: skip

CARERS = (
    ("Fatima", "el", "Idrissi"), ("Emma", "", "Willems"), ("Julia", "van", "Vliet"), ("Aylin", "", "Çelik"),
    ("Sophie", "", "Kuipers"), ("Mila", "", "Schouten"), ("Ngọc Anh", "", "Nguyễn"), ("Zoë", "", "Maas"),
    ("Roos", "van der", "Heijden"), ("Eva", "", "Koster"), ("Chiara", "", "Rossi"), ("Lieke", "", "Prins"),
    ("Sara", "", "Haile"), ("Noor", "", "Jacobs"), ("Maud", "", "Verhoeven"), ("Selin", "", "Demir"),
    ("Isa", "", "Blom"), ("Tess", "de", "Boer"), ("Femke", "", "Hofman"), ("Ahmed", "", "Yusuf"),
)  # fmt: skip

LONG_HAIR = frozenset(
    {"Marijke", "Ineke", "Latoya", "Hanneke", "Esra", "Charlotte", "Anouk", "Lotte"}
    | {given for given, _, _ in CARERS if given not in ("Ahmed",)}
)
