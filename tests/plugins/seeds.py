"""How much is tried: a little on every run, everything with `python3 dev.py test --long`."""

import os

from hypothesis import HealthCheck, settings

LONG = os.environ.get("PROEFSTUK_LONG") == "1"

settings.register_profile(
    "short", max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "long", max_examples=1000, print_blob=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("long" if LONG else "short")


def amount(*, short: int, long: int) -> int:
    """How many rounds, rows or seeds this run takes."""
    return long if LONG else short
