"""Keeps the garbage collector away from what stays for the whole run: modules, models and the tests themselves."""

import gc

import pytest

OFTEN_ENOUGH = (20_000, 20, 20)  # a request makes more than the 700 objects after which Python looks for garbage


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN_ENOUGH)
    gc.enable()  # conftest.py of the whole repository switched it off
