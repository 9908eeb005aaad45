"""The word list of Ding, German and English: a line for each entry, as Debian's trans-de-en has it.

`Beziehung {f} | Beziehungen {pl} :: relationship; relation | relationships`: the languages stand
on either side of `::`, forms and phrases between `|`, words that mean the same between `;`.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.dictionaries.dictd import damaged
from pipeline.dictionary import Candidate, candidate, headwords

FORMAT = "Ding"


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

    def lookup(self, words: Sequence[str]) -> Mapping[str, Sequence[Candidate]]:
        """Return what it gives for each word; see `Dictionary`."""
        found = {word: tuple(dict.fromkeys(self._candidates(word))) for word in words}
        return {word: candidates for word, candidates in found.items() if candidates}

    def _candidates(self, word: str) -> Iterator[Candidate]:
        for line in self._lines_with(word):
            german, _, english = line.partition(" :: ")
            for left, right in zip(german.split(" | "), english.split(" | "), strict=False):
                if any(word.lower() in headwords(part) for part in right.split(";")):
                    read = (candidate(part, self.name) for part in left.split(";"))
                    said = [item for item in read if item]
                    pos = next((item.pos for item in reversed(said) if item.pos), None)
                    for item in said:
                        yield Candidate(
                            item.text, item.pos or pos, item.gender, item.is_plural, self.name
                        )

    def _lines_with(self, word: str) -> Iterator[str]:
        wanted, lines, place = word.encode(), self._lines, -1
        while (place := lines.find(wanted, place + 1)) >= 0:
            start, end = lines.rfind(b"\n", 0, place) + 1, lines.find(b"\n", place)
            place = end if end >= 0 else len(lines)
            line = lines[start:place].decode()
            if not line.startswith("#"):
                yield line
