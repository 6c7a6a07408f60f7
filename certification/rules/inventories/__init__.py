"""Questionnaires that lead to qualifications: their design, the way through them, and what is wrong with one."""

from certification.rules.inventories.checking import Place, PlaceKind, Problem, problems
from certification.rules.inventories.conditions import Answer, Answers, holds
from certification.rules.inventories.course import Course, WrongAnswer, course, plain, read_answer, restored
from certification.rules.inventories.design import (
    END,
    NEXT,
    Compare,
    Condition,
    Criterion,
    Design,
    Jump,
    Match,
    Option,
    Proposal,
    Question,
    QuestionKind,
    design_from_json,
    design_to_json,
)
from certification.rules.inventories.proposing import Proposed, proposed
from certification.rules.inventories.states import InventoryState, ProposalKind, ProposalState, RunState, run_state

__all__ = [
    "END",
    "NEXT",
    "Answer",
    "Answers",
    "Compare",
    "Condition",
    "Course",
    "Criterion",
    "Design",
    "InventoryState",
    "Jump",
    "Match",
    "Option",
    "Place",
    "PlaceKind",
    "Problem",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "Proposed",
    "Question",
    "QuestionKind",
    "RunState",
    "WrongAnswer",
    "course",
    "design_from_json",
    "design_to_json",
    "holds",
    "plain",
    "problems",
    "proposed",
    "read_answer",
    "restored",
    "run_state",
]
