"""What can go wrong for a person: each error says what, where and how to mend it, in one line."""

from pathlib import Path


class HandoutsError(Exception):
    """Base of every error that a teacher can cause or mend.

    Args:
        what: What is wrong, a sentence without its full stop.
        path: The file it is wrong in.
        line: The line in that file, counted from 1.
        mend: How to put it right, a sentence without its full stop.
    """

    def __init__(
        self, what: str, *, path: Path | str | None = None, line: int | None = None, mend: str = ""
    ) -> None:
        super().__init__(what)
        self.what = what
        self.path = path
        self.line = line
        self.mend = mend

    def __str__(self) -> str:
        where = "" if self.path is None else f"{self.path}:{self.line or 1}: "
        said = where + " ".join(_closed(part) for part in (self.what, self.mend) if part)
        return " ".join(part.strip() for part in said.splitlines())


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


class SavedMeanwhileError(HandoutsError):
    """Somebody saved a file while a command was about to change it.

    Args:
        path: The file, which is as that person left it.
    """

    def __init__(self, path: Path | str) -> None:
        what = "This file was saved by somebody else while the command ran; it was left as it is"
        super().__init__(what, path=path, mend="Run the command again")


class ProjectError(HandoutsError):
    """The folder is no project, or its settings are wrong."""


class ArticleError(HandoutsError):
    """`article.md` cannot be read as an article."""


class LessonError(HandoutsError):
    """`lesson.yaml` is broken or does not fit its article."""


class CatalogError(HandoutsError):
    """A translation file cannot be read."""


class LanguageError(HandoutsError):
    """A language is asked for that the handouts have no words for."""


class WriterError(HandoutsError):
    """A format cannot be written on this machine."""


class DocumentError(HandoutsError):
    """A document cannot be brought in as an article."""


class ChapterError(DocumentError):
    """A book is brought in, and which of its chapters is not said.

    Args:
        chapters: The title of each, and how many words it has.
    """

    def __init__(
        self, what: str, *, path: Path | str, mend: str, chapters: tuple[tuple[str, int], ...]
    ) -> None:
        super().__init__(what, path=path, mend=mend)
        self.chapters = chapters


class WebError(HandoutsError):
    """A server cannot be reached, or does not send what it should.

    Attributes:
        status: The HTTP status that it refused with; 0 where it gave none.
        said: Its own words for that, in one line, as far as it has some.
    """

    status = 0
    said = ""


class AssistantError(HandoutsError):
    """The helper model is not set up, cannot be reached, or does not answer as one does."""


class NoAnswerError(AssistantError):
    """One request to the helper model came to nothing; the next one may not."""


class ModelError(HandoutsError):
    """A language package is missing, damaged, or cannot be installed."""


class MissingPackageError(ModelError):
    """No language package of a pair is on this machine."""


class EngineError(HandoutsError):
    """An engine cannot translate: it is unknown, set up wrongly, or does not answer."""


class GlossaryError(HandoutsError):
    """`glossary.csv` cannot be read."""


class DictionaryError(HandoutsError):
    """A dictionary cannot be read."""


class ExchangeError(HandoutsError):
    """A file that came back from review cannot be read, or belongs elsewhere."""


class EncoderError(HandoutsError):
    """The sentence encoder is missing or damaged."""


class AlignError(HandoutsError):
    """Two texts cannot be aligned: one of them cannot be read, or is empty."""
