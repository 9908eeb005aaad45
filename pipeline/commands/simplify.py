"""A lesson and the helper model → a new lesson in easier words, in a folder of its own."""

from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.commands.access import writing_store
from pipeline.commands.choice import SILENT, Listener
from pipeline.errors import ArticleError, AssistantError, DocumentError
from pipeline.lesson.article import Article, read_article
from pipeline.lesson.edit import LESSON_TEMPLATE
from pipeline.project.paths import ARTICLE, GLOSSARY, LESSON, checked_name
from pipeline.project.project import Project
from pipeline.project.store import Store
from pipeline.system import files
from pipeline.teaching.assistant.chat import Chat
from pipeline.teaching.assistant.simplify import Simplified, paragraphs
from pipeline.teaching.assistant.simplify import simplify as simplify_article
from pipeline.text.classes import LEVELS, Level


@dataclass(frozen=True)
class SimplerLesson:
    """A lesson that was made.

    Attributes:
        label: The model that simplified it.
        paths: The files as a person in the project's folder would write them, the article first.
    """

    lesson: str
    level: str
    label: str
    simplified: Simplified
    paths: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return what a program wants to know."""
        return {
            "lesson": self.lesson,
            "level": self.level,
            "assistant": self.label,
            "files": list(self.paths),
            "changed": list(self.simplified.changed),
            "kept": [asdict(kept) for kept in self.simplified.kept],
        }


def simplify(
    project: Project,
    lesson: str,
    level: Level,
    name: str | None = None,
    listener: Listener = SILENT,
) -> SimplerLesson:
    """Have a lesson's article simplified, and make a lesson of that.

    The words and questions of the lesson were chosen for the harder text, so the new one has none.
    Its terms (`glossary.csv`) and pictures come along. Other commands may write while the model
    thinks.

    Args:
        project: Whose `[assistant]` is asked.
        lesson: The lesson's name.
        level: Of the CEFR.
        name: The new lesson's name; made from the lesson's and the level where it is not given.
        listener: Told of each paragraph that is sent.

    Raises:
        HandoutsError: Where there is no assistant or it fails, the article is as easy already, or
            the name is taken.
    """
    store = Store(project)
    paths = store.paths
    chat = Chat(project.settings.assistant)
    (lesson,) = project.lessons([lesson])
    shown = paths.article(lesson)
    text = store.text(shown, ArticleError)
    article = read_article(text, shown)
    _check_level(article, level, shown)
    new = checked_name(name or f"{lesson}-{level.lower()}")
    if paths.lesson_folder(new).exists():
        mend = f"Give the new one another name: handouts simplify {lesson} --name {new}-2"
        raise DocumentError(f"There is a lesson “{new}” already", mend=mend)
    listener.started("Simplifying", len(paragraphs(article)))
    simplified = simplify_article(text, shown, level, chat.ask, listener.advanced)
    contents = {ARTICLE: simplified.text.encode(), LESSON: LESSON_TEMPLATE.encode()}
    contents |= _along(paths.lesson_folder(lesson), article)
    with writing_store(project, listener, "simplify"):
        files.write_folder(paths.lesson_folder(new), contents)
    made = tuple(f"source/{new}/{part}" for part in contents)
    return SimplerLesson(new, level, chat.label, simplified, made)


def _check_level(article: Article, level: Level, path: str) -> None:
    if article.meta.level and LEVELS.index(article.meta.level) <= LEVELS.index(level):
        what = f"This article is at level {article.meta.level}, which is no harder than {level}"
        raise AssistantError(what, path=path, mend="Choose a lower one with --level")


def _along(folder: Path, article: Article) -> dict[str, bytes]:
    """Return the files of a lesson that its simpler version needs too."""
    names = [GLOSSARY, *(block.image for block in article.blocks if block.image)]
    paths = {name: files.beside(folder, name, folder) for name in names}
    return {
        path.relative_to(folder).as_posix(): content
        for path in paths.values()
        if path and (content := files.read_if_there(path)) is not None
    }
