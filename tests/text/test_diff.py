"""What changed between two versions, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.diff import ChangeKind, marked_up, shortened, word_changes

TEXTS = st.lists(st.sampled_from(["a", "the", "keeper", "1,500", "–", "won’t", "é"])).map(" ".join)


@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_from_the_changes(old: str, new: str) -> None:
    changes = word_changes(old, new)
    assert "".join(c.text for c in changes if c.fate is not ChangeKind.NEW) == old
    assert "".join(c.text for c in changes if c.fate is not ChangeKind.GONE) == new


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("He won’t go.", "He will go.", "He [-won’t-]{+will+} go."),
        ("One two.", "One two.", "One two."),
        (
            "a b c d e f g h i j k old l m n o p q r s t",
            "a b c d e f g h i j k new l m n o p q r s t",
            "… h i j k [-old-]{+new+} l m n o …",
        ),
    ],
)
def test_a_change_is_shown_with_a_few_words_around(old: str, new: str, shown: str) -> None:
    assert marked_up(shortened(word_changes(old, new))) == shown
