"""The check of style sheets finds what it is there for, and nothing else."""

import pytest
from check_styles import faults

GOOD = """{% macro wide() %}
.pair { display: grid; }
{% endmacro %}
:root { --ink: #111; }
body { color: var(--ink); font: {{ 18 if h.large else 9 }}pt {{ h.font|css_string }}; }
@media screen { {{- wide() -}} }
@media print { .pair { display: block; } }
.depth2 { position: sticky; }
"""
USERS = '<div class="pair depth{{ n }}">'


def test_good_style_is_left_alone() -> None:
    assert faults(GOOD, USERS) == set()


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (".pair { colour: red; }", "colour: red: unknown property"),
        ("@media screen { .pair { float: middle; } }", "float: middle: invalid value"),
        ("{% if h.large %}.pair { width: 1px 2px; }{% endif %}", "width: 1px 2px: invalid value"),
        ("p { color: red; color: blue; }", "p: color stands twice"),
        ("p { color: red; }\np { margin: 0; }", "p: stands twice in the sheet"),
        ("@media print { p { margin: 0; } p { margin: 1px; } }", "p: stands twice in @media print"),
        ("p { color: var(--paper); }", "--paper: used and never set"),
        ("p { --paper: #fff; }", "--paper: set and never used"),
        (".pear { color: red; }", ".pear: nothing is named pear"),
    ],
)
def test_fault_is_named(bad: str, fault: str) -> None:
    assert faults(GOOD + bad, USERS) == {fault}


def test_selector_that_nobody_understands_is_named() -> None:
    (found,) = faults(f"{GOOD}p:sibling {{ color: red; }}", USERS)
    assert "p:sibling" in found
