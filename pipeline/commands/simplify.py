"""A lesson and the helper model → a new lesson in easier words, in a folder of its own."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_args

from pipeline.commands.add import checked_name
from pipeline.errors import ArticleError, AssistantError, DocumentError
from pipeline.lesson.article import Article, read_article
from pipeline.lesson.edit import LESSON_TEMPLATE
from pipeline.project.project import GLOSSARY, Project
from pipeline.system import files
from pipeline.teaching.assistant.chat import Chat
from pipeline.teaching.assistant.simplify import Simplified, paragraphs, simplify
from pipeline.text.classes import Level


@dataclass(frozen=True)
class SimplerLesson:
    """A lesson that is to be written.

    Attributes:
        label: The model that simplified it.
        contents: The bytes of its files, by their names in its folder.
        paths: The files as a person in the project's folder would write them, the article first.
    """

    lesson: str
    level: str
    label: str
    simplified: Simplified
    contents: Mapping[str, bytes]
    paths: tuple[Path, ...]

    def as_json(self) -> dict[str, object]:
        """Return what a program wants to know."""
        return {
            "lesson": self.lesson,
            "level": self.level,
            "assistant": self.label,
            "files": [str(path) for path in self.paths],
            "changed": list(self.simplified.changed),
            "kept": [asdict(kept) for kept in self.simplified.kept],
        }


def plan_simpler_lesson(
    project: Project,
    lesson: str,
    level: str,
    name: str | None = None,
    on_start: Callable[[int], object] = lambda _: None,
    on_paragraph: Callable[[], object] = lambda: None,
) -> SimplerLesson:
    """Have a lesson's article simplified; nothing is written yet.

    The words and questions of the lesson were chosen for the harder text, so the new one has none.
    Its terms (`glossary.csv`) and pictures come along.

    Args:
        project: Whose `[assistant]` is asked.
        lesson: The lesson's name.
        level: Of the CEFR.
        name: The new lesson's name; made from the lesson's and the level where it is not given.
        on_start: Told how many paragraphs will be sent.
        on_paragraph: Told after each.

    Raises:
        HandoutsError: Where there is no assistant or it fails, the article is as easy already, or
            the name is taken.
    """
    chat = Chat(project.settings.assistant)
    (lesson,) = project.lessons([lesson])
    folder = project.lesson_folder(lesson)
    path = folder / "article.md"
    text = files.read_text(path, ArticleError)
    shown = project.shown(path)
    article = read_article(text, shown)
    _check_level(article, level, shown)
    new = checked_name(name or f"{lesson}-{level.lower()}")
    if project.lesson_folder(new).exists():
        mend = f"Give the new one another name: handouts simplify {lesson} --name {new}-2"
        raise DocumentError(f"There is a lesson “{new}” already", mend=mend)
    on_start(len(paragraphs(article)))
    simplified = simplify(text, shown, level, chat.ask, on_paragraph)
    contents = {"article.md": simplified.text.encode(), "lesson.yaml": LESSON_TEMPLATE.encode()}
    contents |= _along(folder, article)
    target = project.shown(project.lesson_folder(new))
    paths = tuple(target / part for part in contents)
    return SimplerLesson(new, level, chat.label, simplified, contents, paths)


def write_simpler_lesson(project: Project, planned: SimplerLesson) -> None:
    """Write the new lesson.

    Raises:
        HandoutsError: Where something of its name is there by now, or the disk refuses.
    """
    files.write_folder(project.lesson_folder(planned.lesson), planned.contents)


def _check_level(article: Article, level: str, path: Path) -> None:
    levels = get_args(Level)
    if article.meta.level and levels.index(article.meta.level) <= levels.index(level):
        what = f"This article is at level {article.meta.level}, which is no harder than {level}"
        raise AssistantError(what, path=path, mend="Choose a lower one with --level")


def _along(folder: Path, article: Article) -> dict[str, bytes]:
    """Return the files of a lesson that its simpler version needs too."""
    names = [GLOSSARY, *(block.image for block in article.blocks if block.image)]
    inside = [name for name in names if (folder / name).resolve().is_relative_to(folder.resolve())]
    found = {name: files.read_if_there(folder / name) for name in inside}
    return {name: content for name, content in found.items() if content is not None}
