"""What stands around a text in plain letters → front matter: Project Gutenberg's, and an e-mail's.

A book of Project Gutenberg's stands between two lines of stars; an e-mail has a head of lines like
`Subject: …`, and below a line `--` its writer's signature.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate

from pipeline.languages import known_languages, language

# A head has at least so many lines.
_FEWEST = 2
# Those that programs write, in no language (RFC 5322); what people see has a name in each.
_TECHNICAL = frozenset(
    "cc bcc reply-to return-path received delivered-to message-id mime-version x-mailer"
    " content-type content-transfer-encoding in-reply-to references user-agent".split()
)
_FIELD = re.compile(r"\*?([A-Za-z][\w -]{1,28}):\*?(?:\s+(.*))?")
_REPLY = re.compile(r"(?i)^(re|fw|fwd|aw|wg|rv)(\[\d+\])?:\s*")
_START = re.compile(r"\*\*\* ?START OF TH(?:E|IS) PROJECT GUTENBERG.*\*\*\*", re.IGNORECASE)
_END = re.compile(
    r"\*\*\* ?END OF TH(?:E|IS) PROJECT GUTENBERG.*|End of (?:the )?Project Gutenberg.*",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"(?i)(?:this e-?(?:book|text) was )?(?:produced|prepared|transcribed) by\b")
_LICENCE = "Project Gutenberg: in the public domain in the USA"


@dataclass(frozen=True)
class Unwrapped:
    """A text without what stood around it.

    Attributes:
        lines: Its lines.
        known: Front matter, by key.
        warnings: What was left out.
        is_book: Whether it is one of Project Gutenberg's, in which `_so_` is emphasis.
    """

    lines: Sequence[str]
    known: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    is_book: bool = False


def is_wrapped(text: str) -> bool:
    """Whether a text is one of those that are known here."""
    return bool(_START.search(text[:20_000])) or bool(_head(text[:4000].split("\n")))


def unwrap(lines: Sequence[str]) -> Unwrapped:
    """Take off what stands around a text, if that is known."""
    start = next((i for i, line in enumerate(lines) if _START.match(line)), None)
    if start is not None:
        return _book(lines, start)
    if length := len(_head(lines)):
        return _mail(lines, length)
    return Unwrapped(lines)


def _book(lines: Sequence[str], start: int) -> Unwrapped:
    end = next((i for i in range(start + 1, len(lines)) if _END.match(lines[i])), len(lines))
    given: dict[str, str] = {}
    last = ""
    for line in lines[:start]:
        found = re.match(r"([A-Z][\w ]+):\s+(\S.*)", line)
        if found:
            last = found[1].casefold()
            given.setdefault(last, found[2].strip())
        elif last and line.startswith("  ") and line.strip():
            given[last] += f" {line.strip()}"  # a title of two lines
        else:
            last = ""
    known = {"rights": _LICENCE, **{k: v for k, v in given.items() if k in ("title", "author")}}
    body = list(lines[start + 1 : end])
    warnings = ["Project Gutenberg’s own words before and after the text are left out."]
    first = next((i for i, line in enumerate(body) if line.strip()), len(body))
    if first < len(body) and _CREDIT.match(body[first]):
        stop = next((i for i in range(first, len(body)) if not body[i].strip()), len(body))
        body = body[stop:]
    return Unwrapped(body, known, tuple(warnings), is_book=True)


def _fields() -> dict[str, str]:
    """Return what the fields of a head give, by their names in all languages that are known."""
    tables = (language(code).writing.mail_fields for code in known_languages())
    return {name: key for table in tables for name, key in table.items()}


def _head(lines: Sequence[str]) -> dict[int, tuple[str, str]]:
    """Return the fields of an e-mail's head by their lines; none where there is no such head."""
    found: dict[int, tuple[str, str]] = {}
    fields = _fields()
    last = -1
    for index, line in enumerate(lines):
        if match := _FIELD.fullmatch(line.strip()):
            name = match[1].casefold().strip()
            key = "" if name in _TECHNICAL else fields.get(name)
            if key is None and not name.startswith("x-"):
                break
            found[index] = key or "", (match[2] or "").strip()
            last = index
        elif last == index - 1 and line.startswith((" ", "\t")) and line.strip() and found:
            key, text = found[last]
            found[index] = "", ""
            found[last] = key, f"{text} {line.strip()}"
        else:
            break
    keys = {key for key, _ in found.values()}
    return found if len(found) >= _FEWEST and {"title"} & keys and len(keys) > 1 else {}


def _mail(lines: Sequence[str], length: int) -> Unwrapped:
    known: dict[str, str] = {}
    for key, text in _head(lines).values():
        if key and text:
            known.setdefault(key, text)
    if "title" in known:
        known["title"] = _REPLY.sub("", known["title"])
    if date := parsedate(known.get("date", "")):
        known["date"] = f"{date[0]}-{date[1]:02}-{date[2]:02}"
    if "author" in known:
        known["author"] = re.sub(r"\s*[<\[(]\S+@\S+[>\])]|^\"|\"$", "", known["author"]).strip('" ')
    body = lines[length:]
    end = next((i for i, line in enumerate(body) if line.rstrip("\n") in ("-- ", "--")), None)
    if end is None:
        return Unwrapped(body, known)
    # What somebody answered may stand below a signature.
    stop = next((i for i in range(end, len(body)) if body[i].lstrip().startswith(">")), len(body))
    signed = " ".join(" ".join(body[end + 1 : stop]).split())
    short = signed if len(signed) <= 60 else f"{signed[:59].rstrip()}…"
    warnings = (f"The signature is left out: “{short}”.",) if signed else ()
    return Unwrapped([*body[:end], *body[stop:]], known, warnings)
