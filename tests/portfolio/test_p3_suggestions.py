"""Work processes suggested by likeness of words (P3): never ticked, always with the words that say why."""

import json
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.models import Evidence
from portfolio.rules import Described, suggestions
from portfolio.rules.word_forms import stem_of
from qualification_files.models import WorkProcess

WELDING = [
    Described(
        1, "Bereidt het lassen voor", ["Leest de tekening en zaagt het materiaal op maat.", "Richt de werkplek in."]
    ),
    Described(2, "Last verbindingen", ["Stelt de lasapparatuur in en legt de lasnaad.", "De naden zijn dicht."]),
    Described(3, "Controleert en bewerkt na", ["Controleert de lasnaad op fouten en slijpt na.", "Meldt afwijkingen."]),
    Described(4, "Overlegt met de klant", ["Bespreekt wensen en planning.", "De klant is tevreden."]),
]
TOLD = ("Trapleuning gelast", "Ik heb de naden gecontroleerd en nageslepen.")
WORDS = [
    "lassen",
    "naad",
    "controleren",
    "slijpen",
    "klant",
    "wensen",
    "tekening",
    "materiaal",
    "brood",
    "deeg",
    "oven",
    "motor",
]
UNRELATED = ["paard", "hoef", "stal", "hooi", "zadel"]
TREES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=6).map(
    lambda rows: [
        Described(number, " ".join(words[:2]), [" ".join(words)]) for number, words in enumerate(rows, start=1)
    ]
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


def ids(told, tree, **how):
    return [
        one.work_process_id
        for one in suggestions([told] if isinstance(told, str) else told, tree, language="nl", **how)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lassen", "gelast"),
        ("naad", "naden"),
        ("controleren", "gecontroleerd"),
        ("controleert", "controle"),
        ("verzorging", "verzorgt"),
        ("cliënt", "cliënten"),
    ],
)
def test_p3_forms_of_one_word_are_alike(one, other):
    assert stem_of(one, "nl") == stem_of(other, "nl")


def test_p3_what_was_told_suggests_what_it_is_like_and_says_why():
    found = suggestions(TOLD, WELDING, language="nl")
    assert {one.work_process_id for one in found} >= {2, 3}
    assert 4 not in {one.work_process_id for one in found}
    assert "gecontroleerd" in next(one for one in found if one.work_process_id == 3).because


def test_p3_a_word_that_is_part_of_a_longer_one_counts_as_well():
    tree = [Described(1, "Doet de schoonmaak", []), Described(2, "Helpt bij de maaltijd", [])]
    assert ids("Schoonmaakmiddelen gekozen en broodmaaltijden bereid", tree) == [1, 2]


def test_p3_names_of_files_tell_something_and_what_a_camera_calls_them_does_not():
    assert 3 in ids("Mijn werk", WELDING, file_names=["lasnaad_controle.jpg", "IMG_2031.jpg"])
    assert ids("", WELDING, file_names=["IMG_2031.jpg", "foto (2).png", "scan.pdf"]) == []


def test_p3_english_is_read_as_english():
    tree = [Described(1, "Checks the weld", ["Checks welds for faults."]), Described(2, "Talks to customers", [])]
    assert [one.work_process_id for one in suggestions(["Checked and welded a gate"], tree, language="en")] == [1]


@given(tree=TREES)
@pytest.mark.parametrize("text", ["", "   ", "de het een en of", "2031 12-10-2025 🪚", "ik heb dat gedaan"])
def test_p3_a_text_that_tells_nothing_suggests_nothing(text, tree):
    assert ids(text, tree) == []


@given(text=TEXTS, tree=TREES, data=st.data())
def test_p3_what_is_linked_is_never_suggested(text, tree, data):
    linked = data.draw(st.sets(st.sampled_from([one.id for one in tree])))
    assert not linked & set(ids(text, tree, without=linked))


@given(text=TEXTS, tree=TREES, extra=st.lists(st.sampled_from(UNRELATED), min_size=1, max_size=5))
def test_p3_another_work_process_that_has_nothing_to_do_with_it_changes_nothing(text, tree, extra):
    wider = [*tree, Described(99, extra[0], [" ".join(extra)])]
    assert suggestions([text], wider, language="nl") == suggestions([text], tree, language="nl")


@given(text=TEXTS, tree=TREES)
def test_p3_there_are_few_each_with_words_that_were_told(text, tree):
    found = suggestions([text], tree, language="nl")
    assert len(found) <= 5
    assert all(one.because and set(one.because) <= set(text.split()) for one in found)
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)


@pytest.mark.parametrize("unit", ["lassen naad ", "a" * 39 + "b ", "abcdefgh" * 4 + " ", "x"])
def test_p3_a_text_made_to_be_hard_takes_no_time(unit):
    text = (unit * 20_000)[:20_000]
    tree = [Described(number, text[number : number + 400], [text] * 10) for number in range(60)]
    begun = perf_counter()
    suggestions([text] * 3, tree, language="nl")
    assert perf_counter() - begun < 5


REAL = (
    (
        "Ondersteunt bij persoonlijke zorg en ADL",
        "Bij een cliënt geholpen met uitkleden, eten en drinken volgens het zorgplan",
    ),
    (
        "Voert werkzaamheden uit gericht op voeding",
        "Eenvoudige gerechten en drinken bereid en de bestelling aan de keuken gegeven",
    ),
    ("Assisteert bij voorraadbeheer", "Voorraad geteld en aangevuld, en gekeken naar de houdbaarheid"),
)


@pytest.mark.parametrize(("wanted", "told"), REAL)
def test_p3_a_made_up_story_suggests_what_fits_of_a_real_qualification(real_file, wanted, told):
    content = json.loads(real_file("nl_sbb/qualifications/25498.json").read_text("utf-8"))
    processes = [process for task in content["core_tasks"] for process in task["work_processes"]]
    tree = [
        Described(
            number,
            process["name"],
            [process["description"] or "", process["result"] or ""]
            + [one["text"] for one in process["performance_indicators"]],
        )
        for number, process in enumerate(processes)
    ]
    found = suggestions([told], tree, language="nl")
    assert processes[found[0].work_process_id]["name"].strip() == wanted


# On the pages


@pytest.fixture
def spoken(desk, qualification, processes):
    """The qualification, with names that mean something."""
    from qualification_files.models import Qualification

    with desk.writing() as work:
        work.db.get(Qualification, qualification.id).language = "nl"
        for process, told in zip(processes, WELDING, strict=True):
            row = work.db.get(WorkProcess, process.id)
            row.name, row.description, row.result = told.name, *told.texts
    return processes


@pytest.fixture
def welded(keep, noor, spoken):
    return keep.entry(noor, TOLD[0], description=TOLD[1])


def test_p3_an_entry_that_shows_nothing_yet_is_asked_what_it_shows(visit, noor, welded, spoken):
    page = visit(noor).get(f"/portfolio/entries/{welded.id}").text
    assert "What does this show? Suggested:" in page
    assert f'name="work_process" id="suggested-{spoken[1].id}" value="{spoken[1].id}">' in page
    assert "Because of these words: gelast, naden" in page


def test_p3_nothing_is_linked_by_itself(visit, noor, welded, count):
    browser = visit(noor)
    browser.get(f"/portfolio/entries/{welded.id}")
    browser.get(f"/portfolio/entries/{welded.id}/evidence")
    assert count(Evidence) == 0


def test_p3_the_page_to_choose_on_suggests_without_ticking(visit, noor, welded, spoken):
    page = visit(noor).get(f"/portfolio/entries/{welded.id}/evidence").text
    assert page.count(f'id="process-{spoken[1].id}"') == 1
    assert f'value="{spoken[1].id}" checked' not in page
    assert "These have words in common with your entry. You decide what it shows." in page


def test_p3_what_was_linked_is_no_longer_suggested(visit, keep, noor, welded, spoken):
    keep.evidence(noor, welded, *spoken[:3])
    page = visit(noor).get(f"/portfolio/entries/{welded.id}/evidence").text
    assert "Because of these words" not in page
    assert "Because of these words" not in visit(noor).get(f"/portfolio/entries/{welded.id}").text


def test_p3_whoever_else_looks_is_not_asked(visit, guide, welded):
    assert "Suggested" not in visit(guide).get(f"/portfolio/entries/{welded.id}").text


def test_p3_what_people_typed_is_shown_as_text(visit, keep, noor, spoken):
    entry = keep.entry(noor, "<b>naden</b> controleren <script>", description="lassen")
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert "<script>" not in page.split("Because of these words")[1][:200]


def test_p3_the_page_asks_the_same_number_of_questions_with_suggestions_and_without(
    visit, noor, keep, welded, statements
):
    browser, plain, found = visit(noor), keep.entry(noor, "Zzz"), []
    for entry in (welded, plain):
        with statements() as seen:
            browser.get(f"/portfolio/entries/{entry.id}")
        found.append(len(seen))
    assert found[0] == found[1]
