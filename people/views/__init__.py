"""The doors for people: signing in and out, one's own account, the people of the environment."""

from people.views import account, directory, imports, organisation, passwords, persons, photos, signing_in
from people.views.blueprint import bp

__all__ = ["account", "bp", "directory", "imports", "organisation", "passwords", "persons", "photos", "signing_in"]
