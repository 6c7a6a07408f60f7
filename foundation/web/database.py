"""Flask-SQLAlchemy owns the engine and the session registry, and nothing else: models never import Flask."""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from foundation import sessions
from foundation.db import Base

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
sessions.guard_sessions(db.session)


def attach_database(app: Flask, url: str, *, connections: int = 10) -> None:
    """Give the app its engine, guarded, with so many connections at most."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # What people wrote goes with a statement as its parameters, and belongs in no log when the database fails.
    options = {"pool_size": connections, "max_overflow": 2, "hide_parameters": True}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        sessions.guard_engine(db.engine)


def close_database(app: Flask) -> None:
    """Close every connection; SQLite then puts its write-ahead log away."""
    with app.app_context():
        db.engine.dispose()


def current_session() -> Session:
    """The session of the current app context."""
    return db.session()
