"""The word list of Ding, German and English: a line for each entry, as Debian's trans-de-en has it.

`Beziehung {f} | Beziehungen {pl} :: relationship; relation | relationships`: the languages stand
on either side of `::`, forms and phrases between `|`, words that mean the same between `;`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.teaching.glosses.dictionaries.dictd import damaged
from pipeline.teaching.glosses.entry import DictionaryEntry, candidate, headwords

FORMAT = "Ding"
# Where a headword begins, and its first word.
_HEADWORD = re.compile(rb"[:|;] (?:\([^()\n]*\) )?(?:to )?([^\s;|:]+)")


class Ding:
    """The list, from English into German."""

    format = FORMAT

    def __init__(self, path: Path, name: str) -> None:
        """Read the list.

        Raises:
            DictionaryError: Where it cannot be read, or is another file.
        """
        self.path = path
        self.name = name
        try:
            self._lines = path.read_bytes()
            self._lines.decode()
        except (OSError, ValueError) as bad:
            raise damaged(path, bad) from bad
        if b" :: " not in self._lines:
            raise damaged(path, "it has no line with “ :: ”")
        self.entries = self._lines.count(b" :: ") - self._lines.count(b"\n#")

    def lookup(self, words: Sequence[str]) -> Mapping[str, Sequence[DictionaryEntry]]:
        """Return what it gives for each word; see `Dictionary`."""
        wanted = {word.lower(): word for word in words}
        found: dict[str, dict[DictionaryEntry, None]] = {}
        for line in self._lines_with(wanted):
            german, _, english = line.partition(" :: ")
            for left, right in zip(german.split(" | "), english.split(" | "), strict=False):
                said = {word for part in right.split(";") for word in headwords(part)}
                for word in said & wanted.keys():
                    found.setdefault(wanted[word], {}).update(self._candidates(left))
        return {word: tuple(candidates) for word, candidates in found.items()}

    def _candidates(self, left: str) -> dict[DictionaryEntry, None]:
        """Return the translations of one side of an entry, in order."""
        read = (candidate(part, self.name) for part in re.sub(r"\([^()]*\)", "", left).split(";"))
        said = [item for item in read if item]
        pos = next((item.pos for item in reversed(said) if item.pos), None)
        return dict.fromkeys(replace(item, pos=item.pos or pos) for item in said)

    def _lines_with(self, words: Iterable[str]) -> Iterator[str]:
        """Yield the lines that may have one of the words as a headword: one pass for all."""
        lines, place = self._lines, 0
        first = {word.split()[0].encode() for word in words if word.strip()}
        for match in _HEADWORD.finditer(lines):
            if match[1].lower() not in first or match.start() < place:
                continue
            begin = lines.rfind(b"\n", 0, match.start()) + 1
            place = lines.find(b"\n", match.end()) % (len(lines) + 1)
            if not lines.startswith(b"#", begin):
                yield lines[begin:place].decode()
