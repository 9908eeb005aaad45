"""A few hundred of the inputs that `tests/mutations.py` reads by the thousand."""

from pathlib import Path

import mutations


def test_no_input_ends_otherwise_than_in_an_answer_or_a_line(tmp_path: Path) -> None:
    seen = mutations.attack(270, tmp_path)
    assert seen.faults == []
    ends = {end for _, end in seen.ends}
    assert ends == {"read", "refused"}
    readers = {name for name, _ in seen.ends}
    assert {"article", "catalog", "docx", "picture", "review csv", "review docx"} <= readers
