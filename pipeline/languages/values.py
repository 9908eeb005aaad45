"""What stands in a language's tables: words, phrases and patterns, as its TOML files write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from pipeline.system.schema import STRICT

# A pattern that fits nothing, and its text: what is known of a language that nothing is known of.
NEVER = "(?!)"
NOTHING = re.compile(NEVER)


@dataclass(frozen=True, eq=False)
class Table:
    """Base of what is read from a table: an unknown key is an error.

    Tables are compared, and remembered by what is made of them, as objects: one that was read
    again is another.
    """

    __pydantic_config__ = STRICT


def _words(value: object) -> tuple[str, ...]:
    """Split a text at its blanks; an underscore is a blank inside a phrase."""
    if not isinstance(value, str):
        raise PydanticCustomError("words", "no words")
    return tuple(word.replace("_", " ") for word in value.split())


def _phrases(value: object) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in _words(value))


def _part(value: object) -> str:
    """Join the lines of a pattern: line ends, and the blanks after them, are none of it."""
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "no pattern")
    text = re.sub(r"\n\s*", "", value)
    try:
        re.compile(text)
    except re.error as bad:
        raise PydanticCustomError("pattern", "{reason}", {"reason": str(bad)}) from None
    return text


def _pattern(value: object) -> re.Pattern[str]:
    return re.compile(_part(value))


# Words in order; words, and phrases as their words, to look something up in.
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
WordSet = Annotated[frozenset[str], BeforeValidator(_words)]
Phrases = Annotated[frozenset[tuple[str, ...]], BeforeValidator(_phrases)]
# A regular expression; and the text of one that is put together with others. In that, names in
# braces stand for what the program fills in.
Pattern = Annotated[re.Pattern[str], BeforeValidator(_pattern)]
Part = Annotated[str, BeforeValidator(_part)]


def either(words: Iterable[str]) -> str:
    """Return the text of a pattern that fits one of the words; of none it fits nothing."""
    return "|".join(map(re.escape, words)) or NEVER


def fill(part: str, **values: str) -> str:
    """Return the text of a pattern with what the names in braces stand for."""
    return re.sub(r"\{([a-z]\w*)\}", lambda hole: values.get(hole[1], hole[0]), part)
