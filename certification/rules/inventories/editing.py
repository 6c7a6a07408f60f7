"""Changes of a design: each gives a new one. What is left pointing to nothing is told by the check, not guessed."""

from dataclasses import replace

from certification.rules.inventories.design import Design, Jump, Option, Proposal, Question

MOST_QUESTIONS = 100
MOST_PROPOSALS = 100


def next_key(design: Design, letter: str) -> tuple[Design, str]:
    """A key that was never used in this design."""
    number = design.last_key + 1
    return replace(design, last_key=number), f"{letter}{number}"


def keyed(design: Design, question: Question) -> tuple[Design, Question]:
    """The question with a key for each answer: a known one keeps its own, so that conditions about it stay true."""
    there = design.question(question.key)
    known = set(there.values) if there else set()
    found: list[Option] = []
    for option in question.choices:
        key = option.key
        if key in known:
            known.remove(key)  # a key that was sent twice counts once
        else:
            design, key = next_key(design, "o")
        found.append(Option(key, option.text))
    return design, replace(question, choices=tuple(found))


def with_question(design: Design, question: Question) -> Design:
    """This question in place of the one with its key, or at the end."""
    if design.question(question.key) is None:
        return replace(design, questions=(*design.questions, question))
    return replace(design, questions=tuple(question if one.key == question.key else one for one in design.questions))


def without_question(design: Design, key: str) -> Design:
    """Without it."""
    return replace(design, questions=tuple(one for one in design.questions if one.key != key))


def moved(design: Design, key: str, *, by: int) -> Design:
    """The question so many places up (less than 0) or down, as far as there is room."""
    questions = list(design.questions)
    place = design.number_of(key) - 1
    question = questions.pop(place)
    questions.insert(min(max(place + by, 0), len(questions)), question)
    return replace(design, questions=tuple(questions))


def with_jump(design: Design, question: Question, jump: Jump) -> Design:
    """The question with this jump in place of the one with its key, or after its others."""
    if any(one.key == jump.key for one in question.jumps):
        jumps = tuple(jump if one.key == jump.key else one for one in question.jumps)
    else:
        jumps = (*question.jumps, jump)
    return with_question(design, replace(question, jumps=jumps))


def without_jump(design: Design, question: Question, key: str) -> Design:
    """The question without this jump."""
    return with_question(design, replace(question, jumps=tuple(one for one in question.jumps if one.key != key)))


def with_proposal(design: Design, proposal: Proposal) -> Design:
    """This proposal in place of the one with its key, or at the end."""
    if any(one.key == proposal.key for one in design.proposals):
        proposals = tuple(proposal if one.key == proposal.key else one for one in design.proposals)
    else:
        proposals = (*design.proposals, proposal)
    return replace(design, proposals=proposals)


def without_proposal(design: Design, key: str) -> Design:
    """Without it."""
    return replace(design, proposals=tuple(one for one in design.proposals if one.key != key))
