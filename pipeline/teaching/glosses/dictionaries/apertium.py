"""The bilingual dictionary of an Apertium language pair, asked through `lt-proc`.

It is compiled, and knows a word with its class: `^issue<n>$` becomes `^issue<n>/asunto<n><m>$`.
Nothing in it says how many words it has.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.errors import DictionaryError
from pipeline.teaching.glosses.dictionaries.dictd import damaged
from pipeline.teaching.glosses.entry import DictionaryEntry
from pipeline.text.classes import PartOfSpeech

FORMAT = "Apertium"
_PROGRAM = "lt-proc"
_CLASSES = {
    "n": PartOfSpeech.NOUN,
    "vblex": PartOfSpeech.VERB,
    "adj": PartOfSpeech.ADJECTIVE,
    "adv": PartOfSpeech.ADVERB,
    "pr": PartOfSpeech.PREPOSITION,
    "cnjadv": PartOfSpeech.CONJUNCTION,
}
# "GD" is for the translator to decide: a person of either sex.
_GENDERS = {"m": "m", "f": "f", "mf": "mf", "GD": "mf"}
_SECONDS = 30


class Apertium:
    """One of these dictionaries."""

    format = FORMAT
    entries = None

    def __init__(self, path: Path, name: str) -> None:
        """Remember where it is.

        Args:
            path: The compiled dictionary, `….autobil.bin`.
            name: What it is called before a person.

        Raises:
            DictionaryError: Where the program that reads it is not installed, or cannot.
        """
        self.path = path
        self.name = name
        if not shutil.which(_PROGRAM):
            mend = "Install the package lttoolbox; until then it is left out"
            raise DictionaryError(f"`{_PROGRAM}` is missing, which reads it", path=path, mend=mend)
        self._ask(["a<n>"])

    def lookup(self, words: Sequence[str]) -> Mapping[str, Sequence[DictionaryEntry]]:
        """Return what it gives for each word; see `Dictionary`."""
        asked = [
            (word, f"{form}<{kind}>")
            for word in words
            if re.fullmatch(r"[\w' -]+", word)
            # A phrasal verb is inflected in its first word, and "#" says where the rest begins.
            for form in dict.fromkeys((word, word.replace(" ", "# ", 1)))
            for kind in _CLASSES
        ]
        found: dict[str, list[DictionaryEntry]] = {}
        for (word, _), line in zip(asked, self._ask([form for _, form in asked]), strict=True):
            found.setdefault(word, []).extend(self._candidates(line))
        return {word: tuple(dict.fromkeys(said)) for word, said in found.items() if said}

    def _ask(self, forms: Sequence[str]) -> list[str]:
        if not forms:
            return []
        text = "".join(f"^{form}$\n" for form in forms)
        command = [_PROGRAM, "-b", str(self.path)]
        try:
            done = subprocess.run(
                command, input=text.encode(), capture_output=True, timeout=_SECONDS, check=True
            )
            lines = done.stdout.decode().splitlines()
        except (OSError, ValueError, subprocess.SubprocessError) as bad:
            raise damaged(self.path, f"`{_PROGRAM}` cannot read it") from bad
        if len(lines) != len(forms):
            raise damaged(self.path, f"`{_PROGRAM}` gives no answer for a word")
        return lines

    def _candidates(self, line: str) -> Iterator[DictionaryEntry]:
        for said in line.strip("^$").split("/")[1:]:
            word, marks = re.sub(r"<[^>]*>", "", said), re.findall(r"<([^>]*)>", said)
            if said.startswith("@") or not word or not marks:
                continue
            gender = next((_GENDERS[mark] for mark in marks if mark in _GENDERS), "")
            pos = _CLASSES.get(marks[0])
            text = word.replace("#", "")
            yield DictionaryEntry(
                text, pos, gender if pos is PartOfSpeech.NOUN else "", "pl" in marks, self.name
            )
