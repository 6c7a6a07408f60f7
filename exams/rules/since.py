"""Facts that forms, groups and marks did not always have. Where they are as they always were, they are not told.

So the fingerprint of a form, the chain of an exam and a file that were made before stay what they are.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Facts = Mapping[str, Any]

OF_FORM: Facts = MappingProxyType({"shows_standing": True})
OF_GROUP: Facts = MappingProxyType({"all_achieved": False})
OF_MARK: Facts = MappingProxyType({"tablet_id": None, "source": None, "entered_by": None})


def without_usual(facts: Facts, usual: Facts) -> dict[str, Any]:
    """The facts without those that are as they always were."""
    return {name: value for name, value in facts.items() if name not in usual or value != usual[name]}
