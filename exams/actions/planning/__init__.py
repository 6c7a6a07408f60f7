"""Planning exams: sessions and their slots, candidates and their examiners, and what changes afterwards."""

from exams.actions.planning.endings import (
    cancel_sittings,
    may_take_back,
    plan_again,
    remove_sitting,
    report_no_show,
    reported_today,
    take_back_no_show,
)
from exams.actions.planning.examiners import choose_examiner
from exams.actions.planning.group import GroupPlan, GroupWish, plan_group, propose_group
from exams.actions.planning.moving import attempts_so_far, move_sitting, plan_anew, plan_resit, replan_sitting
from exams.actions.planning.refusing import Examiners, refuse_uncertified, why_not_planned
from exams.actions.planning.seating import Place, places_in, plan_candidates
from exams.actions.planning.seen import hold_seen, seen_session, seen_sitting, seen_slot
from exams.actions.planning.sessions import SessionFacts, change_session, plan_session, remove_session
from exams.actions.planning.time_slots import change_slot, make_slots, planned_in, remove_slot

__all__ = [
    "Examiners",
    "GroupPlan",
    "GroupWish",
    "Place",
    "SessionFacts",
    "attempts_so_far",
    "cancel_sittings",
    "change_session",
    "change_slot",
    "choose_examiner",
    "hold_seen",
    "make_slots",
    "may_take_back",
    "move_sitting",
    "places_in",
    "plan_again",
    "plan_anew",
    "plan_candidates",
    "plan_group",
    "plan_resit",
    "plan_session",
    "planned_in",
    "propose_group",
    "refuse_uncertified",
    "remove_session",
    "remove_sitting",
    "remove_slot",
    "replan_sitting",
    "report_no_show",
    "reported_today",
    "seen_session",
    "seen_sitting",
    "seen_slot",
    "take_back_no_show",
    "why_not_planned",
]
