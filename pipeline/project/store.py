"""What one command reads and saves of a project: each file once, and what follows from it once.

A store belongs to one run of one command. What it read it keeps, with all that was derived from it,
until the command saves something else in its place or asks it to look again (`refresh`). Files that
are as an earlier command recorded them are not even read.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.alignment.bitext import Bitext, make_bitext
from pipeline.alignment.choose import link_sentences
from pipeline.catalog import pofile, renumber
from pipeline.catalog.catalog import Catalog, Entry, Key
from pipeline.catalog.merge import merge
from pipeline.checks import Finding, check
from pipeline.errors import (
    ArticleError,
    CatalogError,
    GlossaryError,
    HandoutsError,
    LessonError,
)
from pipeline.lesson.article import Article, Unit, read_article
from pipeline.lesson.lesson import Lesson, load_lesson, read_lesson, units
from pipeline.lesson.terms import Term, find_terms
from pipeline.project.approved import ApprovedIndex, key_digest
from pipeline.project.history import PERSON, History
from pipeline.project.paths import GLOSSARY, LESSON, Paths
from pipeline.project.project import Project
from pipeline.project.records import Records, Taught
from pipeline.system import files, saves, spelling
from pipeline.translation.draft import Memory
from pipeline.translation.glossary import Glossary, read_glossary


@dataclass(frozen=True)
class LessonText:
    """A lesson as it is read from its folder: article, the teacher's file, and their units.

    Attributes:
        path: The teacher's file, from the project's folder.
        yaml: Its text as it should be: the ¶ numbers follow the article.
        stored: Its text as it is.
        renumbered: How many numbers differ.
    """

    name: str
    article: Article
    lesson: Lesson
    path: str
    lesson_units: tuple[Unit, ...]
    yaml: str = ""
    stored: str = ""
    renumbered: int = 0

    def units(self, language: str = "") -> tuple[Unit, ...]:
        """Return all units in the order of the handout, or those of the handouts of a language."""
        return (*self.article.units(), *self.lesson_units_in(language))

    def lesson_units_in(self, language: str) -> tuple[Unit, ...]:
        """Return the units of the lesson that the handouts of a language have."""
        return tuple(
            unit
            for unit in self.lesson_units
            if not unit.language or not language or unit.language == language
        )


@dataclass(frozen=True)
class CatalogText:
    """A catalog with the text of its file as it should be, and as it is (empty: no file yet)."""

    catalog: Catalog
    text: str
    stored: str


# Below this similarity (0 to 100, rapidfuzz's normalized indel ratio) an approved text is of no use
# to the next one; the usual line of translators' programs.
SIMILAR = 70.0


@dataclass(frozen=True)
class Recalled:
    """What people approved for a text, or for one that is like it.

    Attributes:
        lesson: Where it is.
        source: What it translates.
        percent: How like the two sources are.
    """

    target: str
    lesson: str
    source: str
    percent: int = 100


class Store:
    """The files of a project, as one run of a command sees and changes them."""

    def __init__(self, project: Project, history: History | None = None) -> None:
        """Begin with nothing read.

        Args:
            project: Whose files.
            history: Where earlier versions go; a command that saves something gives its own.
        """
        self.project = project
        self.history = history or History(project.paths)
        self._saved: set[str] = set()
        self._remembered: set[str] = set()
        self._when: dict[str, float] = {}
        self._lacking: dict[str, str] = {}
        self.records = Records.load(project.paths.records)
        self._digests: dict[str, str] = {}
        self._contents: dict[str, bytes | None] = {}
        self._lessons: dict[str, LessonText] = {}
        self._parsed: dict[str, Catalog] = {}
        self._catalogs: dict[str, CatalogText] = {}
        self._terms: dict[str, dict[str, tuple[Term, ...]]] = {}
        self._bitexts: dict[str, Bitext] = {}
        self._findings: dict[str, tuple[Finding, ...]] = {}
        self._glossaries: dict[str, Glossary] = {}
        self._first_taught: dict[str, dict[str, int]] = {}
        self._approved: dict[str, ApprovedIndex] = {}

    @property
    def paths(self) -> Paths:
        """Where the project's files stand."""
        return self.project.paths

    def keep(self) -> None:
        """Write what was found to the records, for the next command.

        Raises:
            HandoutsError: Where the disk refuses.
        """
        self.remember()  # first: what the records know is not read again
        self.records.save()
        for index in self._approved.values():
            index.save()

    # Files, by the names that `Paths` gives them.

    def digest(self, name: str) -> str:
        """Return the digest of a file; an empty text where there is none.

        Raises:
            HandoutsError: Where it cannot be read.
        """
        if name not in self._digests:
            signature = files.signature(self._at(name))
            known = self.records.digest(name, signature) if signature else ""
            if signature and not known and int(signature.split()[0]) > _LARGE:
                self._digests[name], signature = files.digest_file(self._at(name))
                self.records.note_file(name, self._digests[name], signature)
            elif signature and not known:
                self.content(name)
            else:
                self._digests[name] = known
        return self._digests[name]

    def content(self, name: str) -> bytes | None:
        """Return the bytes of a file; None where there is none.

        Raises:
            HandoutsError: Where it cannot be read.
        """
        if name not in self._contents:
            try:
                found = saves.read_settled(self._at(name), lambda read: self._is_whole(name, read))
            except HandoutsError as bad:
                raise HandoutsError(bad.what, path=name, mend=bad.mend) from None
            if found is None:
                self._digests[name] = ""
                self._contents[name] = None
            else:
                content, signature = found
                digest = files.digest(content)
                self._contents[name], self._digests[name] = content, digest
                self.records.note_file(name, digest, signature)
                self._when[name] = int(signature.split(" ")[1]) / 1e9
        return self._contents[name]

    def text(self, name: str, error: type[HandoutsError]) -> str:
        """Return the text of a file; raises like `files.read_text`."""
        content = self._content(name, error)
        if content is None:
            raise error("This file is missing", path=name)
        return files.decoded(content, name, error)

    def text_if_there(self, name: str, error: type[HandoutsError]) -> str:
        """Return the text of a file, an empty one where there is none; raises like `text`."""
        return files.decoded(self._content(name, error) or b"", name, error)

    def _content(self, name: str, error: type[HandoutsError]) -> bytes | None:
        """Return the bytes of a file that is whole."""
        try:
            content = self.content(name)
        except HandoutsError as bad:
            raise error(bad.what, path=name, mend=bad.mend) from None
        if lacking := self._lacking.get(name):
            raise self._cut_off(name, lacking, error)
        return content

    def lacks(self, name: str) -> bool:
        """Tell whether a person's file is empty, or ends in the middle.

        Raises:
            HandoutsError: Where it cannot be read.
        """
        if self.content(name) is not None and name.endswith(".po"):
            with contextlib.suppress(CatalogError):
                self._stored_catalog(name)
        return bool(self._lacking.get(name))

    def _is_whole(self, name: str, content: bytes) -> bool:
        """Tell whether that can be all of a file, and take note if not."""
        self._lacking[name] = self._what_lacks(name, content)
        return not self._lacking[name]

    def _what_lacks(self, name: str, content: bytes) -> str:
        """Return why a person's file cannot be all that was there, in words; empty where it can.

        An editor empties a file before it writes, and one that is stopped then leaves a part.
        """
        if not self.paths.lesson_of(name) or name.endswith(GLOSSARY):
            return ""
        if not content.strip(b"\xef\xbb\xbf \t\r\n"):
            is_new = name.endswith(LESSON) and not self.history.versions(name)
            return "" if is_new else "is empty"
        rest = self.history.rest(name, content)
        if name.endswith(".po"):
            # Other programs clear out what is not in use, and that stands at the end.
            is_cut = any(not line.startswith(b"#") for line in rest.split(b"\n") if line.strip())
        else:
            # A person may take out the end; but what ends within a line was hardly meant.
            is_cut = not content.endswith(b"\n") and not rest.startswith((b"\n", b"\r"))
        return "ends in the middle" if rest and is_cut else ""

    def _cut_off(
        self, name: str, lacking: str, error: type[HandoutsError], line: int | None = None
    ) -> HandoutsError:
        if self.history.versions(name):
            lesson = self.paths.lesson_of(name)
            mend = f"Save it again, or put back its last version: handouts restore {lesson}"
        else:
            mend = "Save it again; or delete it, if there was nothing in it"
        return error(f"This file {lacking}", path=name, line=line, mend=mend)

    def refresh(self, name: str) -> None:
        """Look at a file again: somebody may have saved it since it was read."""
        now = files.read_signed(self._at(name))
        if (now[0] if now else None) != self._contents.get(name):
            self._forget(name)
            self._saved.discard(name)
            self._remembered.discard(name)
            self._note_approved(name)

    def save(self, name: str, old: str, new: str) -> None:
        """Write a file that a person may edit; what it said is kept in the history.

        Args:
            name: Of the file.
            old: What it said when it was read; empty where there was none.
            new: What it should say.

        Raises:
            SavedMeanwhileError: Where somebody saved it in the meantime.
            HandoutsError: Where the disk refuses.
        """
        if old != new:
            content = new.encode()
            before = None if self.content(name) is None else old.encode()
            self.history.replace(name, before, content, waits=name not in self._saved)
            self._forget(name)
            self._saved.add(name)
            # A save that comes now has another digest, whatever its times: they are not kept.
            self._contents[name], self._digests[name] = content, files.digest(content)
            self.records.note_file(name, self._digests[name])
            self._note_approved(name)

    def remember(self) -> None:
        """Keep versions of the files of people that were read and understood.

        Raises:
            HandoutsError: Where the disk refuses.
        """
        for name, content in self._contents.items():
            is_understood = name in self._parsed or not name.endswith(".po")
            if (
                content
                and is_understood
                and name not in self._saved | self._remembered
                and self.paths.lesson_of(name)
                and not self._lacking.get(name)
            ):
                self.history.keep(name, content, by=PERSON, saved=self._when.get(name))
                self._remembered.add(name)
        self.history.tidy_sometimes()

    def _at(self, name: str) -> str:
        return f"{self.paths.root}/{name}"

    def _forget(self, name: str) -> None:
        """Drop what is known of a file, and what was derived from it."""
        self._contents.pop(name, None)
        self._digests.pop(name, None)
        self._lacking.pop(name, None)
        self._parsed.pop(name, None)
        folder, lesson, *_ = (*name.split("/"), "", "")
        self._glossaries.clear()
        if folder == "translations":
            for table in (self._catalogs, self._bitexts, self._findings):
                table.pop(name, None)
            return
        self._first_taught = {}
        self._lessons.pop(lesson, None)
        self._terms.pop(lesson, None)
        for table in (self._catalogs, self._bitexts, self._findings):
            for catalog in [key for key in table if key.split("/")[1] == lesson]:
                del table[catalog]

    # Lessons

    def lesson(self, name: str) -> LessonText:
        """Return a lesson; one without `lesson.yaml` has neither words nor questions.

        Raises:
            HandoutsError: Saying what is wrong in which file and line.
        """
        if name not in self._lessons:
            self._lessons[name] = self._read_lesson(name)
        return self._lessons[name]

    def _read_lesson(self, name: str) -> LessonText:
        article_name, lesson_name = self.paths.article(name), self.paths.lesson(name)
        article = read_article(self.text(article_name, ArticleError), article_name)
        stored = self.text_if_there(lesson_name, LessonError)
        moved = renumber.moves(article, self._stored_catalogs(name)) if stored else {}
        yaml = renumber.renumber(stored, article, moved)
        lesson = read_lesson(yaml.text, lesson_name, article)
        of_lesson = tuple(units(lesson, lesson_name))
        return LessonText(
            name, article, lesson, lesson_name, of_lesson, yaml.text, stored, yaml.changes
        )

    def terms(self, name: str, language: str = "") -> tuple[Term, ...]:
        """Return where the words of a lesson stand in its article.

        Args:
            name: The lesson.
            language: Of the handouts; with none named, the words of all of them.

        Raises:
            LessonError: Where a word is not in the paragraph that it names.
        """
        text, terms = self.lesson(name), self._terms.setdefault(name, {})
        if not any(entry.language for entry in text.lesson.vocabulary):
            language = ""  # all handouts have the same words
        if language not in terms:
            terms[language] = find_terms(text.lesson, text.article, text.path, language)
        return terms[language]

    def save_lesson(self, text: LessonText, yaml: str) -> None:
        """Write the teacher's file of a lesson; raises like `save`."""
        self.save(text.path, text.stored, yaml)

    def save_numbers(self, lessons: Iterable[str]) -> None:
        """Write the `lesson.yaml` of lessons whose ¶ numbers differ.

        To be done before a catalog is written: the next one knows the earlier numbers no more.

        Raises:
            HandoutsError: As `save`.
        """
        for text in map(self.lesson, lessons):
            if text.renumbered:
                self.save_lesson(text, text.yaml)

    def glossary(self, name: str) -> Glossary:
        """Return the project's glossary with the lesson's, which counts where they differ.

        Raises:
            GlossaryError: Saying what is wrong in which line.
        """
        if name not in self._glossaries:
            both = Glossary()
            for path in self.paths.glossaries(name):
                if self.content(path) is not None:
                    text = self.text(path, GlossaryError)
                    found = read_glossary(text, path, self.project.settings.languages)
                    both = both.merged(found)
            self._glossaries[name] = both
        return self._glossaries[name]

    # What lessons teach each other

    def taught_before(self, name: str, number: int | None) -> dict[str, int]:
        """Return the words that lessons before a number teach, each with the first one's number.

        A lesson that cannot be read teaches nothing; its own build says what is wrong. Nor does one
        that is made of the same article as the lesson named, for another class or once more.
        """
        first = self._taught_first(self._taught(name).body)
        return {word: n for word, n in first.items() if number and n < number}

    def known_words(self, name: str) -> dict[str, int]:
        """Return those words of a lesson's list that earlier lessons teach, as above."""
        taught = self._taught(name)
        first = self._taught_first(taught.body)
        found = {word: first.get(word, _NEVER) for word in taught.words}
        return {word: n for word, n in found.items() if taught.number and n < taught.number}

    def next_number(self, name: str) -> int:
        """Return the number of the next handout of the class, other than this lesson."""
        others = (self._taught(other).number for other in self.paths.lessons() if other != name)
        return 1 + max((number or 0 for number in others), default=0)

    def _taught_first(self, body: str) -> dict[str, int]:
        """Return the first number of each word, by the lessons that have another article.

        Nearly all lessons have an article of their own: they share one table, with their own words.
        """
        if not self._first_taught:
            every = [self._taught(name) for name in self.paths.lessons()]
            self._first_taught[""] = _first_numbers(every)
            bodies = Counter(taught.body for taught in every)
            for shared in (body for body, count in bodies.items() if body and count > 1):
                others = [taught for taught in every if taught.body != shared]
                self._first_taught[shared] = _first_numbers(others)
        return self._first_taught.get(body, self._first_taught[""])

    def _taught(self, name: str) -> Taught:
        path, article = self.paths.lesson(name), self.paths.article(name)
        digest, article_digest = self.digest(path), self.digest(article)
        known = self.records.taught.get(name)
        if known is None or (known.digest, known.article) != (digest, article_digest):
            lesson = Lesson(line=1)
            with contextlib.suppress(LessonError):
                if digest:
                    lesson = load_lesson(self.text(path, LessonError), path)
            words = list(dict.fromkeys(entry.name.lower() for entry in lesson.vocabulary))
            body = files.digest(_FRONT_MATTER.sub(b"", self.content(article) or b"").strip())
            known = Taught(digest, lesson.number, words, article_digest, body)
            self.records.note_taught(name, known)
        return known

    # Catalogs

    def catalog(self, name: str, language: str) -> CatalogText:
        """Return a lesson's catalog, brought up to the lesson's units in memory.

        Raises:
            CatalogError: Saying what is wrong in which line.
        """
        path = self.paths.catalog(name, language)
        if path not in self._catalogs:
            text = self.lesson(name)
            stored = self.text_if_there(path, CatalogError)
            if stored:
                found, old = self._stored_catalog(path), stored
            else:
                self._refuse_moved(text, language)
                old = pofile.header(name, language, files.now())
                found = pofile.parse(old, language, path)
            source = text.article.meta.language
            merged = merge(found, text.units(language), source, link_sentences)
            written = pofile.format_catalog(merged, old)
            self._catalogs[path] = CatalogText(merged, written, stored)
        return self._catalogs[path]

    def _refuse_moved(self, text: LessonText, language: str) -> None:
        """Keep a lesson whose folder was renamed by hand from beginning anew.

        Raises:
            CatalogError: Where translations whose lesson is gone are mostly of this one's texts.
        """
        if any(self.paths.at("translations").glob(f"{text.name}/*.po")):
            return
        keys = {unit.key for unit in text.units()}
        for other in sorted({*self.paths.translated(language)} - {*self.paths.lessons()}):
            known: set[Key] = set()
            with contextlib.suppress(CatalogError):
                stored = self._stored_catalog(self.paths.catalog(other, language))
                known = {entry.key for entry in stored.entries}
            if 2 * len(keys & known) > len(keys):
                what = f"“{text.name}” has no translations, but translations/{other}/ fits it"
                mend = (
                    f"If {other} was renamed, run: handouts rename {other} {text.name} – or, to "
                    f"begin anew: handouts remove {other}"
                )
                path = self.paths.catalog(text.name, language)
                raise CatalogError(f"{what}, whose lesson is gone", path=path, mend=mend)

    def _stored_catalog(self, path: str) -> Catalog:
        """Return a catalog as its file has it."""
        if path not in self._parsed:
            language = path.removesuffix(".po").split("/")[-1]
            text = self.text(path, CatalogError)
            try:
                self._parsed[path] = pofile.parse(text, language, path)
            except CatalogError as bad:
                if bad.line and _is_cut(text, bad.line):
                    self._lacking[path] = lacking = "ends in the middle"
                    raise self._cut_off(path, lacking, CatalogError, bad.line) from None
                raise
        return self._parsed[path]

    def _stored_catalogs(self, name: str) -> Iterator[Catalog]:
        """Yield a lesson's catalogs as they were last written, those that can be read."""
        for language in self.project.settings.languages:
            path = self.paths.catalog(name, language)
            with contextlib.suppress(CatalogError):
                if self.text_if_there(path, CatalogError):
                    yield self._stored_catalog(path)

    def suppose(self, name: str, language: str, entries: Sequence[Entry]) -> None:
        """Put entries into a catalog in memory alone, for a command that only foresees."""
        if entries:
            read = self.catalog(name, language)
            catalog = read.catalog.replaced(entries)
            path = self.paths.catalog(name, language)
            text = pofile.format_catalog(catalog, read.text)
            for table in (self._bitexts, self._findings):
                table.pop(path, None)
            self._catalogs[path] = CatalogText(catalog, text, read.stored)

    def save_entries(self, name: str, language: str, entries: Sequence[Entry]) -> None:
        """Put entries into a lesson's catalog, in the place of those with the same keys.

        Raises:
            HandoutsError: As `save`.
        """
        read = self.catalog(name, language)
        written = pofile.format_catalog(read.catalog.replaced(entries), read.text)
        if entries:
            self.save(self.paths.catalog(name, language), read.stored, written)

    def save_catalog(self, name: str, language: str) -> None:
        """Write a catalog as it should be; raises like `save`."""
        read = self.catalog(name, language)
        self.save(self.paths.catalog(name, language), read.stored, read.text)

    # What follows from lesson and catalog

    def bitext(self, name: str, language: str) -> Bitext:
        """Return a lesson's article beside its translation; raises like `catalog`."""
        path = self.paths.catalog(name, language)
        if path not in self._bitexts:
            article = self.lesson(name).article
            self._bitexts[path] = make_bitext(article, self.catalog(name, language).catalog)
        return self._bitexts[path]

    def bitexts(self, name: str) -> dict[str, Bitext]:
        """Return a lesson's article beside each of its translations, by language."""
        return {target: self.bitext(name, target) for target in self.project.targets()}

    def findings(self, name: str, language: str) -> tuple[Finding, ...]:
        """Return what is to be looked at in a catalog, worst first; raises like `catalog`."""
        path = self.paths.catalog(name, language)
        if path not in self._findings:
            text, read = self.lesson(name), self.catalog(name, language)
            source = text.article.meta.language
            glossary = self.glossary(name)
            known = {code: spelling.spelled(code) for code in (source, language)}
            spelled = {code: one for code, one in known.items() if one}
            self._findings[path] = check(
                text.units(language), read.catalog, source, glossary, spelled
            )
        return self._findings[path]

    # What people approved in other lessons

    def memory(self, name: str, language: str, keys: Collection[Key]) -> Memory:
        """Return what people approved in other lessons for some texts, the first lesson's.

        A catalog that cannot be read has nothing to give; its own lesson says what is wrong.
        """
        index = self._index(language)
        memory: dict[Key, tuple[str, str]] = {}
        for key in keys:
            other = index.first(key_digest(key), name)
            if other:
                catalog = self._stored_catalog(self.paths.catalog(other, language))
                memory[key] = catalog.in_use[key].target, f"lesson {other}"
        return memory

    def similar(self, language: str, key: Key) -> Recalled | None:
        """Return what people approved for the text that is most like another one.

        All catalogs of a language are read for it: it is for a person who asks, text by text.

        Args:
            language: ISO 639-1.
            key: Of the text; a heading is like a heading, a word like a word.

        Returns:
            None where no text is similar enough.
        """
        from rapidfuzz import fuzz, process

        known = {
            source: Recalled(entry.target, lesson, source)
            for lesson in reversed(self.paths.translated(language))
            for (context, source), entry in self._keys(lesson, language).items()
            if context == key[0] and source != key[1]
        }
        found = process.extractOne(key[1], list(known), scorer=fuzz.ratio, score_cutoff=SIMILAR)
        return replace(known[found[0]], percent=int(found[1])) if found else None

    def has_memory(self, name: str, language: str, digests: Iterable[str]) -> bool:
        """Tell whether another lesson has an approved text for one of these digests of keys."""
        index = self._index(language)
        return any(index.first(digest, name) for digest in digests)

    def catalogs_digest(self, language: str) -> str:
        """Return a digest of the catalogs of all lessons in a language."""
        return self._index(language).digest

    def _index(self, language: str) -> ApprovedIndex:
        if language not in self._approved:
            digests = {
                lesson: digest
                for lesson in self.paths.translated(language)
                if (digest := self.digest(self.paths.catalog(lesson, language)))
            }
            self._approved[language] = ApprovedIndex(
                self.paths.approved(language), digests, lambda lesson: self._keys(lesson, language)
            )
        return self._approved[language]

    def _note_approved(self, name: str) -> None:
        """Tell the index of its language that a catalog is another by now."""
        folder, lesson, file = (*name.split("/"), "", "")[:3]
        index = self._approved.get(file.removesuffix(".po"))
        if folder == "translations" and index:
            index.note(lesson, self.digest(name))

    def _keys(self, name: str, language: str) -> Mapping[Key, Entry]:
        """Return the entries of a catalog that a person approved."""
        with contextlib.suppress(CatalogError):
            catalog = self._stored_catalog(self.paths.catalog(name, language))
            return {key: entry for key, entry in catalog.in_use.items() if entry.state.is_reviewed}
        return {}


def _first_numbers(lessons: Iterable[Taught]) -> dict[str, int]:
    """Return the lowest number of the lessons that teach each word."""
    first: dict[str, int] = {}
    for taught in lessons:
        for word in taught.words:
            first[word] = min(taught.number or _NEVER, first.get(word, _NEVER))
    return first


def _is_cut(text: str, line: int) -> bool:
    """Tell whether a catalog that is wrong in a line ends there, within an entry."""
    rest = text.split("\n")[line - 1 :]
    is_last = sum(part.startswith("msgid ") for part in rest) <= 1
    is_within = not text.endswith("\n") or not any(part.startswith("msgstr") for part in rest)
    return is_last and is_within


# Bytes. What has more is no text, and is looked at piece by piece.
_LARGE = 8_000_000
# The number of a lesson that has no place in the order: behind all others.
_NEVER = 1_000_000
_FRONT_MATTER = re.compile(rb"\A---\r?\n.*?\r?\n---\r?\n", re.DOTALL)
