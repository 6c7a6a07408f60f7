"""What the school sets itself: its name, and who makes results final."""

from dataclasses import dataclass, field
from time import monotonic

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    RadioField,
    SelectChoice,
    StringField,
)
from wtforms.validators import InputRequired, Length

from app.events import EnvironmentChanged
from app.permissions import Permission
from foundation.environment import NAME, EnvironmentSetting, choose, setting
from foundation.web.database import db
from foundation.web.forms import Form
from foundation.web.guard import GuardedBlueprint
from foundation.work import Work

RATIFIED_BY = "exams.ratified_by"
FRESH_FOR = 10  # seconds; after that another process's change is seen too

bp = GuardedBlueprint("environment", __name__)


@dataclass
class EnvironmentName:
    """The school's name, read now and then and not at every request."""

    _name: str = ""
    _until: float = field(default=0.0)

    def __call__(self) -> str:
        """The name; empty where none is set yet."""
        if monotonic() >= self._until:
            with db.engine.connect() as connection:
                found = connection.scalar(select(EnvironmentSetting.value).where(EnvironmentSetting.key == NAME))
            self._name, self._until = str(found or ""), monotonic() + FRESH_FOR
        return self._name

    def forget(self) -> None:
        """Read it again at the next request."""
        self._until = 0.0


class EnvironmentForm(Form):
    """The settings of the school."""

    name = StringField(
        _l("Name of the school"), [InputRequired(_l("Fill in the name of the school.")), Length(max=120)]
    )
    ratified_by = RadioField(
        _l("Who makes an exam result final?"),
        [InputRequired(_l("Choose who makes a result final."))],
        choices=[
            SelectChoice("signature", _l("The last required signature of an examiner")),
            SelectChoice("board", _l("The exam board, after the examiners have signed")),
        ],
    )


@bp.get("/environment", needs=Permission.SET_ENVIRONMENT)
def show(work: Work) -> ResponseReturnValue:
    """The settings of the school."""
    form = EnvironmentForm(name=setting(work.db, NAME, ""), ratified_by=setting(work.db, RATIFIED_BY, "signature"))
    return render_template("app/environment.html", form=form)


@bp.post("/environment", needs=Permission.SET_ENVIRONMENT)
def save(work: Work) -> ResponseReturnValue:
    """Keep them."""
    form = EnvironmentForm()
    if not form.validate():
        return render_template("app/environment.html", form=form), 422
    change_environment(work, name=form.name.data or "", ratified_by=form.ratified_by.data)
    current_app.extensions["environment_name"].forget()
    flash(_("The settings were saved."), "success")
    return redirect(url_for(".show"), 303)


def change_environment(work: Work, *, name: str, ratified_by: str) -> None:
    """The school has another name, or other people make results final from now on."""
    choose(work.db, NAME, name)
    choose(work.db, RATIFIED_BY, ratified_by)
    work.emit(EnvironmentChanged(ratified_by=ratified_by))
