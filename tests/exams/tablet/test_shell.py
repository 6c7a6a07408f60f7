"""The app for tablets as it is handed out: the same for everybody, and with a list of all it needs."""

import json
import re


def test_the_app_is_open_to_who_is_not_signed_in_yet(visit):
    assert visit().get("/exams/tablet/").status_code == 200
