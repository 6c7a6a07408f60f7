"""Loaded before the product and its tests, of which next to nothing is ever garbage: looking for some is no use."""

import gc

gc.disable()  # tests/plugins/collecting.py has it look again
