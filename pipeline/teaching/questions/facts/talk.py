"""What an interviewer asks, and what is answered."""

from collections.abc import Iterator

from pipeline.lesson.speakers import Turn
from pipeline.teaching.questions.facts.reading import Fact, Reading, Sentence, in_all

# Words of an answer that is still one to a question, and words that are an answer at all.
_LONGEST, _SHORTEST = 50, 4
# Words of a question that is understood.
_QUESTION = 4


def asked(reading: Reading) -> Iterator[Fact]:
    """Yield the questions of an interview that are understood alone, each with its answer."""
    by_paragraph: dict[int, list[Sentence]] = {}
    for passage in reading.passages:
        by_paragraph.setdefault(passage.paragraph, []).append(passage)
    for number, said in by_paragraph.items():
        question = said[-1]
        if not _is_question(question, reading):
            continue
        answer = by_paragraph.get(number + 1, [])
        turn = answer[0].turn if answer else None
        words = sum(len(passage.text.split()) for passage in answer)
        if turn is None or turn.asks or answer[0].index or words < _SHORTEST:
            continue
        while len(answer) > 1 and words > _LONGEST:
            words -= len(answer[-1].text.split())
            answer = answer[:-1]
        name = _name(reading, turn)
        if name and words <= _LONGEST:
            yield Fact(
                "asked",
                f"asked: {question.text}",
                answer[0].place,
                (number, number + 1),
                {
                    code: {"question": text, "name": name}
                    for code, text in question.exact.items()
                    if text.endswith("?") and name in reading.whole.get(code, "")
                },
                in_all(_whole(answer, reading), reading.languages),
                tuple(passage.place for passage in answer),
            )


def _whole(answer: list[Sentence], reading: Reading) -> list[Sentence]:
    """Return an answer to its end in every language, where a translation joins sentences."""
    return [*answer[:-1], *(p for p in reading.joined(answer[-1]) if p.place >= answer[-1].place)]


def _is_question(passage: Sentence, reading: Reading) -> bool:
    if passage.turn is None or not passage.turn.asks or not passage.text.endswith("?"):
        return False
    if len(passage.text.split()) < _QUESTION or reading.known.vague.search(passage.text):
        return False
    return not reading.known.leaning.match(passage.text)


def _name(reading: Reading, turn: Turn) -> str:
    """Return the name of who answers; in a text without names, of the one whom it introduces."""
    if turn.name:
        return turn.name
    named = [p.turn.name for p in reading.passages if p.turn and p.turn.name]
    return named[0] if len(set(named)) == 1 else ""
