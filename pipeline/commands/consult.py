"""`handouts lesson --assistant`: a helper model's questions and meanings → lesson and catalogs.

Asking takes as long as the model does and writes nothing; what was answered is taken in afterwards,
where nobody has written meanwhile.
"""

from dataclasses import dataclass, field, replace

from pipeline.alignment.bitext import make_bitext
from pipeline.catalog.catalog import DraftKind, Key, State
from pipeline.commands.derive import lesson_meetings
from pipeline.lesson import edit
from pipeline.lesson.lesson import Question
from pipeline.project.project import LessonText, Project
from pipeline.teaching.assistant.ask import suggest_glosses, suggest_questions
from pipeline.teaching.assistant.chat import Chat
from pipeline.teaching.assistant.prompts import WordInContext
from pipeline.text.matching import locate

_GROUP = "understanding"


@dataclass(frozen=True)
class Answers:
    """What a helper model gave for a lesson, checked against the text.

    Attributes:
        questions: Each with a quotation that proves the answer, as the teacher's note.
        glosses: By language: the words' keys, each with its gloss and where that comes from.
        dropped: How many answers were no good.
        problem: Why the model was asked no further, one line; empty where it was asked everything.
    """

    lesson: str
    questions: tuple[Question, ...] = ()
    glosses: dict[str, tuple[tuple[Key, str, str], ...]] = field(default_factory=dict)
    dropped: int = 0
    problem: str = ""

    @property
    def found(self) -> int:
        """How many meanings were given, in all languages."""
        return sum(map(len, self.glosses.values()))

    def as_json(self) -> dict[str, object]:
        """Return what a program may want to know."""
        counts = {"meanings": self.found, "dropped": self.dropped, "problem": self.problem}
        return {"questions": [q.question for q in self.questions], **counts}


def consult(project: Project, name: str) -> Answers:
    """Ask the helper model for questions, and for the meanings that are still open.

    Raises:
        AssistantError: Where the settings name no model, or its key is missing.
        HandoutsError: Where a file is wrong. A model that fails is no error: what it said before
            counts, and the problem is reported.
    """
    chat = Chat(project.settings.assistant)
    text = project.read_lesson(name)
    asked = [question.question for question in text.lesson.questions.each()]
    suggested = suggest_questions(chat.ask, text.article, [*asked, *text.lesson.seen.questions])
    questions = tuple(
        Question(0, q.question, q.answer, f"“{q.quotation}”", (q.paragraph,))
        for q in suggested.proposals
    )
    answers = Answers(name, questions, {}, len(suggested.dropped), suggested.problem)
    for target in project.targets():
        if not answers.problem:
            answers = _with_glosses(answers, project, text, target, chat)
    return answers


def take_in(project: Project, answers: Answers) -> None:
    """Put a helper model's answers into a lesson's file and its catalogs, as proposals.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written.
    """
    text = project.read_lesson(answers.lesson)
    if answers.questions:
        seen = text.lesson.seen.plus(questions=(q.question for q in answers.questions))
        additions = edit.Additions(questions={_GROUP: answers.questions}, seen=seen)
        project.save_lesson(text, edit.add(text.yaml, additions, text.lesson_path))
        text = project.read_lesson(answers.lesson)
    for target, glosses in answers.glosses.items():
        read = project.read_catalog(text, target)
        entries = [
            read.catalog.in_use[key].drafted(gloss, origin, DraftKind.SUGGESTED)
            for key, gloss, origin in glosses
            if key in read.catalog.in_use and read.catalog.in_use[key].is_open
        ]
        project.save_entries(text, target, read, entries)


def _with_glosses(
    answers: Answers, project: Project, text: LessonText, target: str, chat: Chat
) -> Answers:
    """Ask for the meanings in one language that nothing has given yet."""
    catalog = project.read_catalog(text, target).catalog
    open_ones = [
        meeting
        for meeting in lesson_meetings(text, make_bitext(text.article, catalog))
        if meeting.target and catalog.at(meeting.key).state is State.MISSING
    ]
    words = [WordInContext(m.term.entry.word, m.source, m.target) for m in open_ones]
    suggested = suggest_glosses(chat.ask, words, target, locate)
    glosses = tuple(
        (open_ones[s.number].key, s.gloss, f"¶ {open_ones[s.number].term.paragraph}, {chat.label}")
        for s in suggested.proposals
    )
    return replace(
        answers,
        glosses={**answers.glosses, **({target: glosses} if glosses else {})},
        dropped=answers.dropped + len(suggested.dropped),
        problem=suggested.problem,
    )
