"""Who may do what with qualification files."""

from enum import StrEnum

from foundation.access import Actor, Grants
from people.permissions import has_role
from people.rules import Role
from qualification_files.models import Reading
from qualification_files.rules import QualificationState


class Permission(StrEnum):
    """What can be done with qualification files and with who follows them."""

    MANAGE_QUALIFICATIONS = "qualification_files:manage-qualifications"
    EDIT_QUALIFICATION = "qualification_files:edit-qualification"
    READ_QUALIFICATION = "qualification_files:read-qualification"
    IMPORT_QUALIFICATIONS = "qualification_files:import-qualifications"
    SEE_SOURCES = "qualification_files:see-sources"
    MANAGE_SOURCES = "qualification_files:manage-sources"
    MANAGE_COMPETENCES = "qualification_files:manage-competences"
    SEE_DOCUMENTS = "qualification_files:see-documents"
    BROWSE_DOCUMENTS = "qualification_files:browse-documents"
    MANAGE_DOCUMENTS = "qualification_files:manage-documents"
    SEE_PARTICIPANTS = "qualification_files:see-participants"
    LINK_PARTICIPANTS = "qualification_files:link-participants"


is_coordinator = has_role(Role.COORDINATOR)
is_administrator = has_role(Role.ADMINISTRATOR)
judges_the_school = has_role(Role.BOARD_MEMBER, Role.AUDITOR)
works_with_candidates = has_role(Role.EXAMINER, Role.SUPERVISOR, Role.MANAGER, Role.BOARD_MEMBER, Role.AUDITOR)


def follows(_actor: Actor, reading: Reading) -> bool:
    """The actor is, or was, linked to it."""
    return reading.followed


def is_more_than_a_draft(_actor: Actor, reading: Reading) -> bool:
    """It is, or was, active."""
    return reading.qualification.state is not QualificationState.DRAFT


GRANTS: Grants = {
    Permission.MANAGE_QUALIFICATIONS: [[is_coordinator], [is_administrator]],
    Permission.EDIT_QUALIFICATION: [[is_coordinator], [is_administrator]],
    Permission.READ_QUALIFICATION: [
        [is_coordinator],
        [is_administrator],
        [works_with_candidates, is_more_than_a_draft],
        [follows, is_more_than_a_draft],
    ],
    Permission.IMPORT_QUALIFICATIONS: [[is_coordinator], [is_administrator]],
    Permission.SEE_SOURCES: [[is_coordinator], [is_administrator]],
    Permission.MANAGE_SOURCES: [[is_administrator]],
    Permission.MANAGE_COMPETENCES: [[is_coordinator], [is_administrator]],
    Permission.SEE_DOCUMENTS: [[is_coordinator], [is_administrator], [judges_the_school]],
    Permission.BROWSE_DOCUMENTS: [[judges_the_school]],
    Permission.MANAGE_DOCUMENTS: [[is_coordinator], [is_administrator]],
    Permission.SEE_PARTICIPANTS: [[is_coordinator], [is_administrator]],
    Permission.LINK_PARTICIPANTS: [[is_coordinator], [is_administrator]],
}
