"""Find what is wrong in the style sheets of the handouts: `make lint` runs this.

    python tests/tools/check_styles.py

Every style sheet is a template. It is filled with stand-ins, for common and for large print, and
WeasyPrint is asked which selectors, properties and values it does not know, those for screens
among them. What stands twice is found here, and names that nothing sets or uses.
"""

import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import tinycss2
from jinja2 import ChainableUndefined, DictLoader, Environment
from tinycss2.ast import AtRule, Node, QualifiedRule
from weasyprint import CSS

WRITERS = Path(__file__).parents[2] / "pipeline" / "handout" / "writers"
# Right in every browser, unknown to WeasyPrint 70.
BROWSERS = {
    "accent-color: var(--accent)",
    "clip-path: inset(50%)",
    "clip-path: none",
    "position: sticky",
    "text-size-adjust: 100%",
    "width: max-content",
    "Invalid or unsupported selector, 'details::details-content '",
}
# Set by Anki itself.
OTHERS = {"nightMode", "night_mode"}
# The class names of a selector, and its ids, but for the number that a template puts behind one.
_NAMED = re.compile(r"[.#]([A-Za-z][\w-]*?)\d*(?![\w-])")
_VARIABLE_SET = re.compile(r"(?<![\w(-])(--[\w-]+)\s*:")
_VARIABLE_USED = re.compile(r"var\((--[\w-]+)")
_WARNED = re.compile(r"Ignored `(?P<what>.*)` at \d+:\d+, (?P<why>.*)", re.DOTALL)


class _Common(ChainableUndefined):
    """Stands for whatever a template is given: of common print, as text a value of any property."""

    def __bool__(self) -> bool:
        return False

    def __call__(self, *_: object) -> "_Common":
        return self

    def __str__(self) -> str:
        return "inherit"


class _Large(_Common):
    """The same, of large print."""

    def __bool__(self) -> bool:
        return True


class _Warnings(logging.Handler):
    """Keeps what WeasyPrint says."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def faults(template: str, users: str) -> set[str]:
    """Return what is wrong in a style sheet, a line for each fault.

    Args:
        template: The style sheet, with its Jinja.
        users: All texts that may use a class or an id of it.
    """
    found: set[str] = set()
    for print_size in (_Common, _Large):
        css = _filled(template, print_size)
        rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        found.update(_not_understood(rules), _twice(rules, "the sheet"))
        found.update(_variables(css))
        found.update(_unused(rules, frozenset(re.findall(r"[\w-]+", users))))
    return found


def _filled(template: str, print_size: type[_Common]) -> str:
    jinja = Environment(loader=DictLoader({"style": template}), undefined=print_size)
    jinja.filters |= {"css_string": lambda _: '"text"', "join": lambda parts, _: parts}
    return jinja.get_template("style").render()


def _inner(rule: AtRule) -> list[Node]:
    return tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)


def _is_condition(rule: Node) -> bool:
    return rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports")


def _everywhere(rules: Iterable[Node]) -> Iterator[Node]:
    """Yield all rules, those under conditions as if they always held."""
    for rule in rules:
        if _is_condition(rule):
            yield from _everywhere(_inner(rule))
        else:
            yield rule


def _not_understood(rules: Iterable[Node]) -> Iterator[str]:
    heard = _Warnings()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(heard)
    try:
        CSS(string=tinycss2.serialize(list(_everywhere(rules))))
    finally:
        logger.removeHandler(heard)
    for text in heard.texts:
        known = _WARNED.fullmatch(text)
        if known is None:
            yield from {text} - BROWSERS
        elif known["what"] not in BROWSERS:
            yield f"{known['what']}: {known['why'].removesuffix('.')}"


def _twice(rules: Iterable[Node], place: str) -> Iterator[str]:
    """Yield selectors that stand twice in one place, and properties that do in one rule."""
    seen = set()
    for rule in rules:
        if _is_condition(rule):
            condition = tinycss2.serialize(rule.prelude).strip()
            yield from _twice(_inner(rule), f"@{rule.lower_at_keyword} {condition}")
        elif rule.type == "qualified-rule":
            selector = _selector(rule)
            if selector in seen:
                yield f"{selector}: stands twice in {place}"
            seen.add(selector)
            yield from _properties_twice(rule, selector)


def _properties_twice(rule: QualifiedRule, selector: str) -> Iterator[str]:
    seen = set()
    for declared in tinycss2.parse_blocks_contents(rule.content):
        if declared.type == "declaration":
            if declared.name in seen:
                yield f"{selector}: {declared.name} stands twice"
            seen.add(declared.name)


def _variables(css: str) -> Iterator[str]:
    given, used = set(_VARIABLE_SET.findall(css)), set(_VARIABLE_USED.findall(css))
    yield from (f"{name}: used and never set" for name in used - given)
    yield from (f"{name}: set and never used" for name in given - used)


def _unused(rules: Iterable[Node], words: frozenset[str]) -> Iterator[str]:
    for rule in _everywhere(rules):
        if rule.type == "qualified-rule":
            for name in set(_NAMED.findall(_selector(rule))) - words - OTHERS:
                yield f"{_selector(rule)}: nothing is named {name}"


def _selector(rule: QualifiedRule) -> str:
    return " ".join(tinycss2.serialize(rule.prelude).split())


def _sheets() -> Mapping[str, tuple[str, str]]:
    """Return each style sheet with the texts that use it, by the name of its file."""
    writers = "".join(path.read_text("utf-8") for path in sorted(WRITERS.glob("*.py")))
    found = {}
    for path in sorted(WRITERS.glob("templates/*/*.css")):
        others = [other.read_text("utf-8") for other in path.parent.iterdir() if other != path]
        found[str(path.relative_to(WRITERS.parents[2]))] = (
            path.read_text("utf-8"),
            writers + "".join(others),
        )
    return found


def main() -> int:
    """Print what is wrong; return the exit code."""
    found = [
        f"{name}: {fault}" for name, args in _sheets().items() for fault in sorted(faults(*args))
    ]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
