"""What a dictionary gives for a word, and how the entries of dictionaries for readers say it."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from pipeline.languages import SOURCE, known_languages, language
from pipeline.languages.glosses import Glosses
from pipeline.languages.values import either
from pipeline.text.classes import PartOfSpeech


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """A translation of a word, one of many that fit somewhere.

    Attributes:
        text: One word or a phrase in its dictionary form, without what stands for objects.
        pos: Its word class, where the dictionary gives it.
        gender: "m", "f" or "n", or several of them; empty where it is not given.
        is_plural: Whether the text is a plural.
        dictionary: The name of the dictionary.
    """

    text: str
    pos: PartOfSpeech | None = None
    gender: str = ""
    is_plural: bool = False
    dictionary: str = ""


class Dictionary(Protocol):
    """A bilingual dictionary on this machine.

    Attributes:
        name: What it is called before a person: "FreeDict English–German".
        format: "dictd", "StarDict", …
        path: The file that it is read from.
        entries: How many headwords it has, or None where its format does not tell.
    """

    name: str
    format: str
    path: Path
    entries: int | None

    def lookup(self, words: Sequence[str]) -> Mapping[str, Sequence[DictionaryEntry]]:
        """Return what it gives for each word or phrase; a word that it has not is left out.

        Args:
            words: In dictionary form, without "to".

        Raises:
            DictionaryError: Where the file is damaged.
        """
        ...


# Lines of an entry that give no translation: examples, references, remarks.
_ASIDE = re.compile(
    r"""^\s*(?:["“]|see:|note:|synonyms?:|syn[.:]|antonyms?:|e\.g\.|etym)""", re.IGNORECASE
)
_CLASSES = {
    "n": PartOfSpeech.NOUN,
    "noun": PartOfSpeech.NOUN,
    "v": PartOfSpeech.VERB,
    "vt": PartOfSpeech.VERB,
    "vi": PartOfSpeech.VERB,
    "vr": PartOfSpeech.VERB,
    "verb": PartOfSpeech.VERB,
    "adj": PartOfSpeech.ADJECTIVE,
    "adv": PartOfSpeech.ADVERB,
    "prep": PartOfSpeech.PREPOSITION,
    "prp": PartOfSpeech.PREPOSITION,
    "conj": PartOfSpeech.CONJUNCTION,
}
_GENDERS = {"m": "m", "masc": "m", "f": "f", "fem": "f", "n": "n", "neut": "n"}
# Marks of word class and gender, in angle brackets (FreeDict) or braces (Ding).
_MARK = re.compile(r"<([a-z]+(?:,\s*[a-z]+)*)>|\{([a-z]+(?:[,;/]\s*[a-z]+)*)\}")
_ASIDES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|(?<!\S)/[^/\s]*/")
# A translation of more words than this is an explanation.
_LONGEST = 6


def headwords(text: str) -> tuple[str, ...]:
    """Return the words that a headword may be looked for by, in small letters.

    "to charge sb. with sth." is found as "charge sb with sth", "charge sb with", …, "charge".
    """
    bare = re.sub(r"[^\w\s'’-]", "", _ASIDES.sub(" ", _MARK.sub(" ", text)).lower()).split()
    bare = bare[1:] if bare[:1] == ["to"] and len(bare) > 1 else bare
    found = [" ".join(bare)]
    while len(bare) > 1 and bare[-1] in language(SOURCE).glosses.objects:
        bare = bare[:-1]
        found.append(" ".join(bare))
    return tuple(found)


def entry_candidates(text: str, headword: str, name: str) -> tuple[DictionaryEntry, ...]:
    """Read the translations out of an entry that was made for a person to read.

    Args:
        text: The entry: lines of plain text or simple HTML; its first line may repeat the
            headword, with pronunciation and word class.
        headword: The word looked up.
        name: Of the dictionary.

    Returns:
        The translations in the entry's order, without examples, labels and explanations.
    """
    lines = _plain(text).split("\n")
    pos = None
    if lines and _key(lines[0]).startswith(_key(headword)) and len(lines) > 1:
        pos = _marks(lines[0]).pos
        lines = lines[1:]
    found: list[DictionaryEntry] = []
    for line in lines:
        if not line.strip() or _ASIDE.match(line):
            continue
        found.extend(_line_candidates(line, pos, name))
    return tuple(dict.fromkeys(found))


def _line_candidates(line: str, pos: PartOfSpeech | None, name: str) -> Iterator[DictionaryEntry]:
    """Yield the translations of one line; a class at its end is that of all before it."""
    parts = [part for part in re.split(r"[;,|•](?![^<{(\[]*[>})\]])", line) if part.strip()]
    read = [candidate(part, name) for part in parts]
    last = next((item.pos for item in reversed(read) if item and item.pos), pos)
    for item in read:
        if item is not None:
            yield DictionaryEntry(item.text, item.pos or last, item.gender, item.is_plural, name)


def candidate(text: str, name: str) -> DictionaryEntry | None:
    """Read one translation with its marks, as "Bordstein <masc>" or "Beziehungen {pl}".

    Returns:
        None where no translation is left, or an explanation.
    """
    marks = _marks(text)
    # FreeDict puts abbreviations and remarks after its mark: "Adresse <fem>Adr.".
    bare = re.sub(r"<(?:masc|fem|neut|pl)\b[^>]*>.*", "", text)
    bare = _ASIDES.sub(" ", _MARK.sub(" ", bare))
    bare = re.sub(r"^\s*\d+[.)]\s*", "", _without_objects(bare))
    # "sein/das/ein Amt antreten": the first of several that fit one place.
    bare = re.sub(r"(?<!\w)([\w-]+)(?:/[\w.-]+)+", r"\1", bare)
    bare = " ".join(bare.split()).strip(" .,;:–-")
    if not re.search(r"\w", bare) or len(bare.split()) > _LONGEST or re.search(r"[<>{}=…]", bare):
        return None
    return DictionaryEntry(bare, marks.pos, marks.gender, marks.is_plural, name)


def _without_objects(text: str) -> str:
    """Take out what stands for an object, at either end of a translation."""
    known = tuple(language(code).glosses for code in known_languages() if code != SOURCE)
    return _objects(known).sub(" ", text)


@cache
def _objects(known: Sequence[Glosses]) -> re.Pattern[str]:
    patterns = (
        rf"(?:(?:{either(listed.before_objects)}) )?(?:\b(?:{either(listed.objects)})\b\.?/?)+"
        for listed in known
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")


def _marks(text: str) -> DictionaryEntry:
    """Return what the marks of a text say, as a candidate without a text."""
    marks = [
        mark
        for match in _MARK.finditer(text)
        for mark in re.split(r"[,;/]\s*", match[1] or match[2])
    ]
    # In braces and angle brackets "n" is the neuter: a noun's class is not marked.
    gender = "".join(dict.fromkeys(_GENDERS[mark] for mark in marks if mark in _GENDERS))
    classes = (_CLASSES[mark] for mark in marks if mark in _CLASSES and mark not in _GENDERS)
    pos = PartOfSpeech.NOUN if gender or "pl" in marks else next(classes, None)
    return DictionaryEntry("", pos, gender, "pl" in marks)


def _plain(text: str) -> str:
    """Return an entry as lines of text; the tags of HTML are taken out, marks stay."""
    if re.search(r"<(?:br|div|p|i|b|span|ol|li|k|font|small)\b", text):
        text = re.sub(r"<(?:br|/?div|/?p|/?li|/k|tr)\b[^>]*>", "\n", text)
        text = re.sub(r"</?[a-zA-Z][^<>]*>", "", text)
    return html.unescape(text)


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()
