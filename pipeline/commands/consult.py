"""`handouts lesson --assistant`: a helper model's questions and meanings → lesson and catalogs.

Asking takes as long as the model does and writes nothing; what was answered is taken in afterwards,
where nobody has written meanwhile.
"""

from dataclasses import dataclass, field, replace

from pipeline.catalog.catalog import DraftKind, Key, State
from pipeline.commands.access import writing_store
from pipeline.commands.choice import EVERYTHING, SILENT, Choice, Listener
from pipeline.commands.derive import lesson_meetings
from pipeline.lesson import edit
from pipeline.lesson.lesson import Question
from pipeline.project.project import Project
from pipeline.project.store import Store
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


def consult(
    project: Project, choice: Choice = EVERYTHING, *, listener: Listener = SILENT
) -> tuple[Answers, ...]:
    """Ask the helper model for questions, and for the meanings that are still open.

    Other commands may write while it thinks.

    Raises:
        AssistantError: Where the settings name no model, or its key is missing.
        HandoutsError: Where a file is wrong or cannot be written. A model that fails is no error:
            what it said before counts, and the problem is reported.
    """
    found = []
    for name in project.lessons(choice.lessons):
        answers = ask(Store(project), name)
        with writing_store(project, listener, "lesson") as store:
            take_in(store, answers)
        found.append(answers)
    return tuple(found)


def ask(store: Store, name: str) -> Answers:
    """Ask about one lesson, and write nothing; raises like `consult`."""
    chat = Chat(store.project.settings.assistant)
    text = store.lesson(name)
    asked = [question.question for question in text.lesson.questions.each()]
    suggested = suggest_questions(chat.ask, text.article, [*asked, *text.lesson.seen.questions])
    questions = tuple(
        Question(0, q.question, q.answer, f"“{q.quotation}”", (q.paragraph,))
        for q in suggested.proposals
    )
    answers = Answers(name, questions, {}, len(suggested.dropped), suggested.problem)
    for target in store.project.targets():
        if not answers.problem:
            answers = _with_glosses(answers, store, target, chat)
    return answers


def take_in(store: Store, answers: Answers) -> None:
    """Put a helper model's answers into a lesson's file and its catalogs, as proposals.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written.
    """
    name = answers.lesson
    if answers.questions:
        text = store.lesson(name)
        seen = text.lesson.seen.plus(questions=(q.question for q in answers.questions))
        additions = edit.Additions(questions={_GROUP: answers.questions}, seen=seen)
        store.save_lesson(text, edit.add(text.yaml, additions, text.path))
    for target, glosses in answers.glosses.items():
        in_use = store.catalog(name, target).catalog.in_use
        entries = [
            in_use[key].drafted(gloss, origin, DraftKind.SUGGESTED)
            for key, gloss, origin in glosses
            if key in in_use and in_use[key].is_open
        ]
        store.save_entries(name, target, entries)


def _with_glosses(answers: Answers, store: Store, target: str, chat: Chat) -> Answers:
    """Ask for the meanings in one language that nothing has given yet."""
    catalog = store.catalog(answers.lesson, target).catalog
    open_ones = [
        meeting
        for meeting in lesson_meetings(store, answers.lesson, target)
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
