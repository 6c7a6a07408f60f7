"""What people send about themselves, others and the organisation."""

from people.forms.organisation import (
    AttributeForm,
    FunctionForm,
    LeadForm,
    LimitForm,
    MoveForm,
    ParentForm,
    PartForm,
    PeopleChoiceForm,
)
from people.forms.persons import (
    CarryOutForm,
    ChangePasswordForm,
    ForgottenForm,
    ImportForm,
    NewPasswordForm,
    NewPersonForm,
    PersonForm,
    PhotoForm,
    SignInForm,
    SupervisorForm,
)

__all__ = [
    "AttributeForm",
    "CarryOutForm",
    "ChangePasswordForm",
    "ForgottenForm",
    "FunctionForm",
    "ImportForm",
    "LeadForm",
    "LimitForm",
    "MoveForm",
    "NewPasswordForm",
    "NewPersonForm",
    "ParentForm",
    "PartForm",
    "PeopleChoiceForm",
    "PersonForm",
    "PhotoForm",
    "SignInForm",
    "SupervisorForm",
]
