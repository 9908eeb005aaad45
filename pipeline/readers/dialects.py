"""Markdown as site generators and note-taking programs have it → Markdown as everybody reads it.

Hugo's and Jekyll's front matter and short codes, kramdown's attributes, Obsidian's links, embedded
pictures and callouts. Code stays as it is: it may show all that.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import DocumentError
from pipeline.readers.inlines import start_of
from pipeline.system import yaml

# Other names that people give keys of the front matter.
_ALIASES = {
    "authors": "author",
    "byline": "author",
    "licence": "rights",
    "license": "rights",
    "copyright": "rights",
    "standfirst": "lead",
    "subtitle": "subtitle",
}
_KEYS = frozenset("kicker title subtitle lead abstract author date level source rights".split())
_QUOTED = 'Put quotation marks around it, as in `title: "A: b"`'

_FENCE = re.compile(
    r"^( {0,3}(?:> ?)*)(`{3,}|~{3,})[^\n]*\n.*?(?:^\1 {0,3}\2[`~]* *$|\Z)", re.M | re.S
)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:[^`]|(?!(?<!`)\1(?!`))`)+?(?<!`)\1(?!`)")
_HIGHLIGHT = re.compile(
    r"\{\{<\s*highlight\s+(?P<hugo>\w*).*?>\}\}(?P<go>.*?)\{\{<\s*/highlight\s*>\}\}"
    r"|\{%-?\s*highlight\s+(?P<jekyll>\w*).*?%\}(?P<ruby>.*?)\{%-?\s*endhighlight\s*-?%\}",
    re.DOTALL,
)
_HIDDEN = re.compile(
    r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{\{[<%]?/\*.*?\*/[>%]?\}\}"
    r"|(?<!\S)%%(?!%).+?(?<!%)%%(?!\S)",
    re.DOTALL,
)
_FIGURE = re.compile(r"\{\{[<%]\s*(?:figure|img|image)\s+(.*?)\s*/?[>%]\}\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`|(\S+))")
_CLOSING = re.compile(r"\{\{[<%]\s*/.*?[>%]\}\}|\{%-?\s*(?:end\w+|raw)\b.*?%\}", re.DOTALL)
_SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_CONTENTS = re.compile(
    r"^[ \t]*(?:[*+-]|\d+\.)[^\n]*\n\{:\s*\.?toc[^}\n]*\}|^\[TOC\]\s*?$|^\[\[_?TOC_?\]\]\s*?$",
    re.MULTILINE | re.IGNORECASE,
)
_ATTRIBUTES = re.compile(r"[ \t]*\{::?(?:\s*[\w.#/=\"' -]+)?\}")
# In a table the bar before a label is escaped.
_EMBEDDED = re.compile(r"!\[\[([^\]|#\n\\]+)(?:#[^\]|\n\\]*)?(?:\\?\|([^\]\n]*))?\]\]")
_LINKED = re.compile(r"(?<!!)\[\[(?!\d+\]\])([^\]|\n\\]+)(?:\\?\|([^\]\n]+))?\]\](?!\()")
_CALLOUT = re.compile(r"^([ \t]*(?:>[ \t]*)+)\[!([\w-]+)\][+-]?[ \t]*([^\n]*)$", re.MULTILINE)
_MARKED = re.compile(r"(?<![=\w])==(?=[^\s=])([^\n=]+?)(?<=[^\s=])==(?![=\w])")
_TAGS = re.compile(r"^(?:#[^\W\d_][\w/-]*[ \t]*)+$", re.MULTILINE)
_ANCHOR = re.compile(r"[ \t]\^[a-z0-9-]{4,}$", re.MULTILINE)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")


@dataclass(frozen=True)
class CommonText:
    """Markdown with YAML front matter, and what was left out of it."""

    text: str
    warnings: tuple[str, ...]


def read_dialect(text: str, path: Path) -> CommonText:
    """Return Markdown of any kind as everybody reads it.

    Raises:
        DocumentError: With the line where the front matter cannot be read.
    """
    front, body = _front_matter(text, path)
    reader = _Body()
    return CommonText(front + reader.read(body), tuple(reader.warnings()))


# Front matter


def _front_matter(text: str, path: Path) -> tuple[str, str]:
    """Return the front matter as YAML, its lines `---` with it, and the body."""
    found = re.match(r"(\+\+\+|---)[ \t]*\n(.*?)^(\1|\.\.\.)[ \t]*(?:\n|\Z)", text, re.M | re.S)
    if found is None:
        return "", text
    given, body = found[2], text[found.end() :]
    if found[1] == "+++":
        return _written(_toml(given, path)), body
    if not given.strip() or not re.search(r"^[\w-]+[ \t]*:", given, re.MULTILINE):
        return "", text  # two rules, with text between them
    known = _yaml(given, path)
    if not isinstance(known, dict):
        return "", text
    whole = given if _reads(given) else ""
    if whole and not set(known) & set(_ALIASES):
        return found[0], body
    return _written(known), body


def _toml(given: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(given)
    except tomllib.TOMLDecodeError as bad:
        place = re.search(r"line (\d+)", str(bad))
        line = int(place[1]) + 1 if place else 1
        what = f"The front matter is no TOML: {str(bad).partition(' (at')[0]}"
        raise DocumentError(what, path=path, line=line) from bad


def _reads(given: str) -> bool:
    try:
        yaml.load(given)
    except yaml.BrokenYamlError:
        return False
    return True


def _yaml(given: str, path: Path) -> Any:
    """Return what YAML says; a text with a colon in it may lack its quotation marks."""
    try:
        return yaml.load(given)
    except yaml.BrokenYamlError as bad:
        try:
            return yaml.load("".join(map(_quoted, given.splitlines(keepends=True))))
        except yaml.BrokenYamlError:
            what = f"The front matter cannot be read: {bad.problem}"
            raise DocumentError(what, path=path, line=bad.line + 2, mend=_QUOTED) from bad


def _quoted(line: str) -> str:
    """Return a line of YAML, its value in quotation marks where it is a text with a colon in it."""
    found = re.match(r"([\w-]+:[ \t]+)([^\"'\[{|>&*!\s].*?:\s.*?)[ \t]*$", line)
    return f"{found[1]}{yaml.scalar(found[2])}\n" if found else line


def _written(known: Mapping[str, Any]) -> str:
    """Return front matter with the keys that are known here."""
    kept: dict[str, str] = {}
    for key, value in known.items():
        name = _ALIASES.get(str(key).lower(), str(key).lower())
        if name in _KEYS and (said := _said(value)):
            kept.setdefault(name, said)
    lines = "".join(f"{key}: {yaml.scalar(value)}\n" for key, value in kept.items())
    return f"---\n{lines}---\n" if lines else ""


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_said, value)))
    if isinstance(value, dict):
        return _said(value.get("name", ""))
    return "" if value is None else " ".join(str(value).split())


# Body


@dataclass
class _Body:
    """Rewrites a body, and remembers what it leaves out."""

    _codes: list[str] = field(default_factory=list)
    _tags: list[str] = field(default_factory=list)
    _shortcodes: list[str] = field(default_factory=list)
    _embedded: list[str] = field(default_factory=list)
    _comments: int = 0
    _paired: set[str] = field(default_factory=set)

    def read(self, body: str) -> str:
        text = _CODE.sub(self._mask, _FENCE.sub(self._mask, body))
        text = _HIGHLIGHT.sub(self._highlighted, text)
        text = _HIDDEN.sub(self._hidden, text)
        text = _FIGURE.sub(_figure, text)
        self._paired = {_name_of(found[0]) for found in _CLOSING.finditer(text)}
        text = _CLOSING.sub("", text)
        text = _SHORTCODE.sub(self._shortcode, text)
        text = _ATTRIBUTES.sub("", _CONTENTS.sub("", text))
        is_note = bool(_EMBEDDED.search(text) or _LINKED.search(text) or _CALLOUT.search(text))
        text = _EMBEDDED.sub(self._embed, text)
        text = _LINKED.sub(_link, text)
        text = _MARKED.sub(r"\1", _CALLOUT.sub(_callout, text))
        text = _TAGS.sub(self._tagged, text)
        if is_note:
            text = _ANCHOR.sub("", text)
        return re.sub("\ue000(\\d+)\ue001", lambda found: self._codes[int(found[1])], text)

    def warnings(self) -> Iterator[str]:
        for what, found in (
            ("What a site generator would put in", self._shortcodes),
            ("What is embedded from another note", self._embedded),
            ("Tags", self._tags),
        ):
            if found:
                shown = ", ".join(f"`{start_of(text)}`" for text in dict.fromkeys(found[:4]))
                more = ", …" if len(found) > 4 else ""
                verb = "are" if what == "Tags" else "is"
                yield f"{what} {verb} left out: {shown}{more}."
        if self._comments:
            one = self._comments == 1
            yield "A comment is left out." if one else f"{self._comments} comments are left out."

    def _mask(self, found: re.Match[str]) -> str:
        self._codes.append(found[0])
        return f"\ue000{len(self._codes) - 1}\ue001"

    def _highlighted(self, found: re.Match[str]) -> str:
        code = (found["go"] or found["ruby"] or "").strip("\n")
        name = found["hugo"] or found["jekyll"] or ""
        self._codes.append(f"\n\n~~~~~ {name}\n{self._unmasked(code)}\n~~~~~\n\n")
        return f"\ue000{len(self._codes) - 1}\ue001"

    def _unmasked(self, text: str) -> str:
        return re.sub("\ue000(\\d+)\ue001", lambda found: self._codes[int(found[1])], text)

    def _hidden(self, _: re.Match[str]) -> str:
        self._comments += 1
        return ""

    def _shortcode(self, found: re.Match[str]) -> str:
        if _name_of(found[0]) not in self._paired:  # of the others, the text between them stays
            self._shortcodes.append(" ".join(found[0].split()))
        return ""

    def _embed(self, found: re.Match[str]) -> str:
        name = found[1].strip()
        if name.lower().endswith(_PICTURES):
            said = (found[2] or "").strip()
            description = "" if re.fullmatch(r"[\dx]*", said) else said
            return f"![{description}](<{name}>)"
        self._embedded.append(found[0])
        return ""

    def _tagged(self, found: re.Match[str]) -> str:
        self._tags.append(found[0].strip())
        return ""


def _name_of(shortcode: str) -> str:
    """Return the name of what a site generator would put in."""
    found = re.search(r"\w[\w-]*", shortcode)
    return found[0].removeprefix("end") if found else ""


def _figure(found: re.Match[str]) -> str:
    given = {
        name: next((part for part in parts if part), "")
        for name, *parts in _ATTRIBUTE.findall(found[1])
    }
    said = given.get("caption") or given.get("title") or given.get("alt") or ""
    said = said.replace('\\"', '"').replace("[", r"\[").replace("]", r"\]")
    return f"\n\n![{said}](<{given.get('src', '')}>)\n\n"


def _link(found: re.Match[str]) -> str:
    page, _, part = found[1].partition("#")
    label = found[2] or page or part.lstrip("^")
    return f"[{label.strip()}](<{page.strip() or '#'}>)"


def _callout(found: re.Match[str]) -> str:
    title = found[3].strip() or found[2].replace("-", " ").capitalize()
    quote = found[1].rstrip()
    return f"{quote} **{title}**\n{quote}"
