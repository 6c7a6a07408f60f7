"""What pytest learns here; tests/conftest.py names this package in its `pytest_plugins`."""

pytest_plugins = [
    "tests.plugins.parts",
    "tests.plugins.collecting",
    "tests.plugins.no_skips",
    "tests.plugins.seeds",
    "tests.plugins.browser",
    "tests.plugins.clamav",
    "tests.databases.postgres",
    "tests.real_data",
]
