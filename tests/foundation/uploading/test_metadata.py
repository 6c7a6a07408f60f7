"""What a client says about an upload, as the protocol writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.uploading import BadMetadata, read_metadata, write_metadata

KEYS = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@pytest.mark.pure
@given(st.dictionaries(KEYS, TEXTS, max_size=5))
def test_what_is_written_is_read(facts):
    assert read_metadata(write_metadata(facts)) == facts


@pytest.mark.pure
def test_a_key_may_stand_alone():
    assert read_metadata("filename d29ybGQ=,is_confidential") == {"filename": "world", "is_confidential": ""}


@pytest.mark.pure
def test_nothing_said_is_nothing_known():
    assert read_metadata("") == {}


@pytest.mark.pure
@pytest.mark.parametrize(
    "header", ["a !", "a YQ", "a YQ==,a YQ==", "a /w==", "a AA==", "a YQ== extra", "a " + "Y" * 5000]
)
def test_what_cannot_be_read_is_refused(header):
    with pytest.raises(BadMetadata):
        read_metadata(header)
