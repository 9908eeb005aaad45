"""What a desk changes, each wish one request: it calls the functions of `commands/` and answers."""

import re
import secrets
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.commands import history
from pipeline.commands.add import Chosen, add
from pipeline.commands.adjust import Value, save_settings
from pipeline.commands.build import build
from pipeline.commands.choice import Choice
from pipeline.commands.exchange import MOST_BYTES as MOST_OF_A_REVIEW
from pipeline.commands.exchange import Import, carry_out, export_review, plan_import
from pipeline.commands.lesson import propose
from pipeline.commands.replacing import Wanted, find_hits, replace_hits
from pipeline.commands.sources import (
    Edit,
    SourceAnswer,
    accepting,
    adding_question,
    adding_word,
    change_teaching,
    changing,
    deleting,
    moving,
    save_article,
    setting_exercises,
)
from pipeline.commands.texts import (
    FileStep,
    TextChange,
    TextStep,
    cleaned,
    key_of,
    look_again,
    recall,
    save_text,
    step_back,
)
from pipeline.commands.translate import suggest, translate
from pipeline.editor import surface
from pipeline.editor.desk import Desk, Ended, Teller
from pipeline.errors import ChapterError, HandoutsError, SavedMeanwhileError
from pipeline.handout.model import Edition
from pipeline.lesson.edit import exercise_names
from pipeline.lesson.lesson import Question, VocabularyEntry
from pipeline.project.store import Store
from pipeline.readers.recognise import MOST_BYTES as MOST_OF_AN_ARTICLE
from pipeline.review.plan import RowFate
from pipeline.system import files
from pipeline.text.classes import LEVELS, PartOfSpeech
from pipeline.text.diff import marked_up, word_changes

# The most bytes of what comes in, by the beginning of its path.
UPLOADS = {"/api/add": MOST_OF_AN_ARTICLE, "/api/import/": MOST_OF_A_REVIEW}
# How many imports are kept that were shown and not yet carried out.
_MOST_IMPORTS = 8
# The groups of questions, and the settings that the form shows.
GROUPS = ("before_reading", "understanding", "discussion")
SETTINGS_SHOWN = (
    *("languages", "formats", "study", "engine", "lesson.level", "lesson.words"),
    *("layout.paper", "layout.large_print", "layout.school"),
)


def routes(desk: Desk) -> list[Route]:
    """Return the routes of all that changes something."""
    changes = Wishes(desk)
    return [
        Route("/api/surface", changes.surface, methods=["POST"]),
        Route("/api/text/{lesson}/{language}", changes.text, methods=["POST"]),
        Route("/api/undo", changes.undo, methods=["POST"]),
        Route("/api/suggest/{lesson}/{language}", changes.suggest, methods=["POST"]),
        Route("/api/add", changes.add, methods=["POST"]),
        Route("/api/build", changes.build, methods=["POST"]),
        Route("/api/draft", changes.draft, methods=["POST"]),
        Route("/api/stop", changes.stop, methods=["POST"]),
        Route("/api/propose", changes.propose, methods=["POST"]),
        Route("/api/article/{lesson}", changes.article, methods=["POST"]),
        Route("/api/teaching/{lesson}", changes.teaching, methods=["POST"]),
        Route("/api/restore/{lesson}", changes.restore, methods=["POST"]),
        Route("/api/find", changes.find, methods=["POST"]),
        Route("/api/replace", changes.replace, methods=["POST"]),
        Route("/api/settings", changes.settings, methods=["POST"]),
        Route("/api/import/{lesson}/{language}", changes.plan_import, methods=["POST"]),
        Route("/api/import", changes.carry_out, methods=["POST"]),
        Route("/export/{lesson}/{language}/{kind}", changes.export),
    ]


class Wishes:
    """What a page may wish to change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._imports: OrderedDict[str, Import] = OrderedDict()
        self._engines: dict[str, Any] = {}
        self._asking = threading.Lock()

    async def surface(self, request: Request) -> Response:
        """Keep the language that the desk is to speak."""
        code = _text(await _body(request), "language")
        answer = JSONResponse({})
        if code in surface.surfaces():
            year = 365 * 24 * 3600
            answer.set_cookie("desk-language", code, max_age=year, httponly=True, samesite="strict")
        return answer

    # Texts

    async def text(self, request: Request) -> Response:
        """Save a text, approve it, or say that a check is wrong about it."""
        body = await _body(request)
        lesson, language = request.path_params["lesson"], request.path_params["language"]
        change = TextChange(
            _text(body, "id"),
            _text(body, "before"),
            _text(body, "text") if "text" in body else None,
            approve=body.get("approve") is True,
            ok=_text(body, "ok") if "ok" in body else "",
        )

        def save() -> Any:
            with self._desk.saving() as store:
                store.project.lessons([lesson])
                store.project.targets([language])
                answer = save_text(store, lesson, language, change)
            self._desk.took(answer.step)
            return answer

        answer = await run_in_threadpool(save)
        found = {
            "outcome": answer.outcome.value,
            "target": answer.target,
            "digest": answer.digest,
            "state": answer.state,
            "changes": surface.changes(answer.changes),
            "heir": answer.heir,
        }
        return JSONResponse(found)

    async def undo(self, request: Request) -> Response:
        """Take the last step back, of a lesson or of one of its translations."""
        body = await _body(request)
        lesson, language = _text(body, "lesson"), _text(body, "language")

        def back() -> tuple[TextStep | FileStep, ...]:
            with self._desk.saving() as store:
                done = step_back(store, self._desk.last_steps(lesson, language))
            self._desk.saved(frozenset(step.lesson for step in done))
            return done

        return JSONResponse({"done": len(await run_in_threadpool(back))})

    async def suggest(self, request: Request) -> Response:
        """Return what the memory or the engine has for a text; nothing is written."""
        body = await _body(request)
        lesson, language = request.path_params["lesson"], request.path_params["language"]
        id_, kind = _text(body, "id"), _text(body, "kind")

        def ask() -> dict[str, Any]:
            if kind == "memory":
                with self._desk.reading(lesson) as store:
                    store.project.targets([language])
                    found = recall(store, lesson, language, id_)
                return {"text": found.target, **asdict(found)} if found else {}
            project = self._desk.project
            project.lessons([lesson])
            project.targets([language])
            with self._asking:  # a store of its own: what shows texts does not wait for an engine
                store = Store(project)
                key = key_of(store, lesson, language, id_)
                text, said = suggest(store, lesson, language, key, self._engines)
            return {"text": text, "said": said}

        return JSONResponse(await run_in_threadpool(ask))

    # The files that a lesson is written in

    async def article(self, request: Request) -> Response:
        """Save an article."""
        body, lesson = await _body(request), request.path_params["lesson"]
        before, text = _text(body, "before"), _text(body, "text")

        return await self._save_source(
            lesson, lambda store: save_article(store, lesson, before, text)
        )

    async def teaching(self, request: Request) -> Response:
        """Change words, questions or exercises."""
        body, lesson = await _body(request), request.path_params["lesson"]
        change = _teaching_change(body)
        # What is added needs no line to be where it was.
        is_new = _text(body, "kind").startswith("add-")
        before = None if is_new else _text(body, "before")

        return await self._save_source(
            lesson, lambda store: change_teaching(store, lesson, before, change)
        )

    async def _save_source(self, lesson: str, write: Callable[[Store], SourceAnswer]) -> Response:
        """Write a file of a lesson's source, and answer what became of it."""

        def save() -> SourceAnswer:
            with self._desk.saving() as store:
                store.project.lessons([lesson])
                answer = write(store)
            self._desk.took(answer.step)
            return answer

        return _source_answer(await run_in_threadpool(save))

    async def restore(self, request: Request) -> Response:
        """Go back to a version of a file."""
        lesson, id_ = request.path_params["lesson"], _text(await _body(request), "id")

        def go_back() -> None:
            project = self._desk.project
            history.carry_out(project, history.plan_restore(project, lesson, id_))
            self._desk.saved(frozenset([lesson]))

        await run_in_threadpool(go_back)
        return JSONResponse({})

    async def settings(self, request: Request) -> Response:
        """Save settings."""
        body = await _body(request)
        before, values = _text(body, "before"), _setting_values(body)
        text = await run_in_threadpool(save_settings, self._desk.project, before, values)
        self._desk.saved(None)
        return JSONResponse({"text": text})

    # Search and replace

    async def find(self, request: Request) -> Response:
        """Return the places where a text stands."""
        body = await _body(request)
        lessons = tuple(filter(None, [_text(body, "lesson")]))
        languages = tuple(filter(None, [_text(body, "language")]))
        wanted = _wanted(body)

        def find() -> list[dict[str, Any]]:
            with self._desk.reading() as store:
                choice = Choice(lessons, languages)
                for lesson, _ in choice.pairs(store.project):
                    look_again(store, lesson)
                return [asdict(hit) for hit in find_hits(store, choice, wanted)]

        return JSONResponse({"hits": await run_in_threadpool(find)})

    async def replace(self, request: Request) -> Response:
        """Replace what was chosen."""
        body = await _body(request)
        wanted, new = _wanted(body), cleaned(_text(body, "new"))
        chosen: dict[tuple[str, str], dict[tuple[str, str], set[int]]] = {}
        for hit in _hits(body):
            texts = chosen.setdefault((_text(hit, "lesson"), _text(hit, "language")), {})
            starts = texts.setdefault((_text(hit, "id"), _text(hit, "digest")), set())
            starts.add(_number(hit, "start"))

        def replace() -> int:
            with self._desk.saving() as store:
                for lesson, language in chosen:
                    store.project.lessons([lesson])
                    store.project.targets([language])
                steps = replace_hits(store, chosen, wanted, new)
            self._desk.took(*steps)
            return len(steps)

        return JSONResponse({"done": await run_in_threadpool(replace)})

    # Lessons

    async def add(self, request: Request) -> Response:
        """Make a lesson of a file; of an e-book, say first which chapters it has."""
        name, level, chapter = (
            request.query_params.get(part, "") for part in ("name", "level", "chapter")
        )
        content = await request.body()

        def bring() -> dict[str, Any]:
            with _uploaded(request, content) as path:
                chosen = Chosen(
                    chapter=_whole(chapter) if chapter else None,
                    level=level if level in LEVELS else None,
                )
                try:
                    found = add(self._desk.project, path, name.strip() or None, chosen)
                except ChapterError as many:
                    return {"chapters": many.chapters}
            self._desk.saved(frozenset([found.lesson]))
            return {"lesson": found.lesson, "warnings": found.warnings}

        return JSONResponse(await run_in_threadpool(bring))

    async def build(self, request: Request) -> Response:
        """Write handouts, while the desk goes on."""
        choice = _choice(await _body(request))

        def work(teller: Teller) -> Ended:
            project = self._desk.project
            try:
                report = build(project, choice, asks_engine=False, listener=teller)
            except SavedMeanwhileError:  # somebody goes on typing: once more
                report = build(project, choice, asks_engine=False, listener=teller)
            paths = [output.path.removeprefix("build/") for output in report.outputs]
            return Ended(tuple(teller.noted), tuple(paths) if choice.formats else ())

        return JSONResponse({"started": self._desk.begin("build", work)})

    async def draft(self, request: Request) -> Response:
        """Have the engine write first versions, while the desk goes on."""
        choice = _choice(await _body(request))

        def work(teller: Teller) -> Ended:
            drafts = translate(self._desk.project, choice, listener=teller)
            problems = dict.fromkeys(draft.problem for draft in drafts if draft.problem)
            return Ended((*teller.noted, *problems), failed=bool(problems))

        return JSONResponse({"started": self._desk.begin("draft", work)})

    async def propose(self, request: Request) -> Response:
        """Propose words, questions and exercises, while the desk goes on."""
        choice = _choice(await _body(request))

        def work(teller: Teller) -> Ended:
            propose(self._desk.project, choice, listener=teller)
            return Ended(tuple(teller.noted))

        return JSONResponse({"started": self._desk.begin("propose", work)})

    async def stop(self, request: Request) -> Response:
        """Stop what is at work."""
        del request
        self._desk.stop()
        return JSONResponse({})

    # What goes out for review and comes back

    async def export(self, request: Request) -> Response:
        """Send a lesson's translations as a file for review."""
        lesson, language, kind = (
            request.path_params[part] for part in ("lesson", "language", "kind")
        )
        project = self._desk.project
        name = f"{lesson}-{language}.{kind}"

        def export() -> bytes:
            project.lessons([lesson])
            project.targets([language])
            if kind == "po":
                found = files.read_if_there(
                    project.paths.at(project.paths.catalog(lesson, language))
                )
                if found is None:
                    raise HandoutsError("There is no translation yet that could be exported")
                return found
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / name
                export_review(project, lesson, language, path)
                return path.read_bytes()

        content = await run_in_threadpool(export)
        headers = {"content-disposition": f"attachment; filename*=utf-8''{_quoted(name)}"}
        return Response(content, media_type="application/octet-stream", headers=headers)

    async def plan_import(self, request: Request) -> Response:
        """Say what a file would change that came back."""
        lesson, language = request.path_params["lesson"], request.path_params["language"]
        content = await request.body()

        def plan() -> Import:
            with _uploaded(request, content) as path:
                return plan_import(self._desk.project, lesson, language, path)

        found = await run_in_threadpool(plan)
        id_ = secrets.token_hex(8)
        self._imports[id_] = found
        while len(self._imports) > _MOST_IMPORTS:
            self._imports.popitem(last=False)
        outcomes = [o for o in found.plan.outcomes if o.fate is not RowFate.MISSING]
        lines = [
            f"{o.fate}: {o.place}: {o.reason} {marked_up(word_changes(o.old, o.new))}"
            for o in outcomes
        ]
        answer = {
            "id": id_,
            "changes": len(found.plan.entries),
            "lines": [" ".join(line.split()) for line in (*lines, *found.plan.remarks)],
        }
        return JSONResponse(answer)

    async def carry_out(self, request: Request) -> Response:
        """Put into the catalog what was shown."""
        planned = self._imports.pop(_text(await _body(request), "id"), None)
        if planned is None:
            raise HandoutsError("This import is not known any more", mend="Choose the file again")

        def carry() -> None:
            carry_out(self._desk.project, planned)
            self._desk.saved(frozenset([planned.lesson]))

        await run_in_threadpool(carry)
        return JSONResponse({})


@contextmanager
def _uploaded(request: Request, content: bytes) -> Iterator[Path]:
    """Yield a file with the bytes that came in, under its own name and in no folder of anybody's.

    Raises:
        HandoutsError: As what is done with it, without the folder in which it stood.
    """
    sent = request.query_params.get("file", "")
    whole = Path(sent.replace("\\", "/")).name
    stem, suffix = files.slug(Path(whole).stem), Path(whole).suffix.lower()
    suffix = suffix if suffix.isascii() and suffix[1:].isalnum() else ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{stem or 'file'}{suffix}"
        path.write_bytes(content)
        try:
            yield path
        except HandoutsError as bad:
            if bad.path is not None and Path(bad.path).is_relative_to(folder):
                bad.path = whole or path.name
            bad.mend = bad.mend.replace(f"{folder}/", "")
            raise


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name)


async def _body(request: Request) -> dict[str, Any]:
    """Return what a page sent.

    Raises:
        HandoutsError: Where that is no JSON object.
    """
    import json

    try:
        found = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise HandoutsError("This is no request of the desk's own page")
    return found


def _text(body: dict[str, Any], key: str) -> str:
    found = body.get(key)
    if not isinstance(found, str):
        raise HandoutsError(f"This request has no text “{key}”")
    return found


def _texts(body: dict[str, Any], key: str) -> tuple[str, ...]:
    found = body.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise HandoutsError(f"“{key}” of this request is no list of texts")
    return tuple(found)


def _number(body: dict[str, Any], key: str) -> int:
    found = body.get(key)
    if not isinstance(found, int) or isinstance(found, bool):
        raise HandoutsError(f"This request has no number “{key}”")
    return found


def _hits(body: dict[str, Any]) -> list[dict[str, Any]]:
    found = body.get("hits")
    if not isinstance(found, list) or not all(isinstance(hit, dict) for hit in found):
        raise HandoutsError("This request has no places to change")
    return found


def _wanted(body: dict[str, Any]) -> Wanted:
    return Wanted(
        _text(body, "text"), whole=body.get("whole") is True, case=body.get("case") is True
    )


def _values(body: dict[str, Any]) -> dict[str, Any]:
    found = body.get("values")
    if not isinstance(found, dict):
        raise HandoutsError("This request has no values")
    return found


def _source_answer(answer: SourceAnswer) -> Response:
    found = {
        "outcome": answer.outcome.value,
        "text": answer.text,
        "digest": answer.digest,
        "changes": surface.changes(answer.changes),
        "warning": answer.warning,
    }
    return JSONResponse(found)


def _setting_values(body: dict[str, Any]) -> dict[str, Value]:
    """Return settings that came from the form; what they may be, `read_settings` says."""
    found: dict[str, Value] = {}
    for key, value in _values(body).items():
        if key not in SETTINGS_SHOWN:
            raise HandoutsError(f"“{key}” is no setting of this form")
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            found[key] = tuple(value)
        elif isinstance(value, str | int):
            found[key] = value
    return found


def _teaching_change(body: dict[str, Any]) -> Edit:
    """Return what a wish does to a teacher's file.

    Raises:
        HandoutsError: Where it is none.
    """
    kind = _text(body, "kind")
    if kind == "accept":
        lines = body.get("lines")
        if not isinstance(lines, list) or not all(isinstance(line, int) for line in lines):
            raise HandoutsError("This request has no lines")
        return accepting(lines)
    if kind == "exercises":
        return setting_exercises(_exercises(_values(body)))
    line = _number(body, "line")
    if kind == "delete":
        return deleting(line)
    if kind == "move":
        return moving(line, 1 if _number(body, "step") > 0 else -1)
    if kind in ("word", "add-word"):
        word = _word(_values(body))
        return (
            adding_word(VocabularyEntry(0, **word))
            if kind == "add-word"
            else changing(line, {**word, "pos": word["pos"].value})
        )
    if kind in ("question", "add-question"):
        question = _question(_values(body))
        if kind == "question":
            return changing(line, {**question, "paragraphs": list(question["paragraphs"])})
        group = _text(body, "group")
        if group in GROUPS:
            return adding_question(group, Question(0, **question))
    raise HandoutsError("This is no change of a lesson")


def _word(values: dict[str, Any]) -> dict[str, Any]:
    pos = _text(values, "pos")
    if pos not in {each.value for each in PartOfSpeech}:
        raise HandoutsError(f"“{pos}” is no part of speech")
    return {
        "word": _line(values, "word"),
        "pos": PartOfSpeech(pos),
        "paragraph": _whole(_text(values, "paragraph")),
        "level": _text(values, "level") or None,
        "headword": _line(values, "headword"),
    }


def _question(values: dict[str, Any]) -> dict[str, Any]:
    numbers = re.split(r"[,;\s]+", _text(values, "paragraphs").replace("¶", " ").strip())
    return {
        "question": _line(values, "question"),
        "answer": _line(values, "answer"),
        "note": _line(values, "note"),
        "paragraphs": tuple(_whole(number) for number in numbers if number),
    }


def _exercises(values: dict[str, Any]) -> dict[str, int | bool]:
    """Return numbers of exercises; an empty field means as many as is usual."""
    found: dict[str, int | bool] = {}
    for key in (*exercise_names(), "seed"):
        said = _text(values, key).strip()
        if key == "seed":
            found[key] = _whole(said or "1")
        else:
            found[key] = True if not said else _whole(said) or False
    return found


def _line(values: dict[str, Any], key: str) -> str:
    return " ".join(cleaned(_text(values, key)).split())


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise HandoutsError(f"“{text}” is no number of a ¶, a chapter or of exercises")
    return int(text)


def _choice(body: dict[str, Any]) -> Choice:
    try:
        editions = tuple(map(Edition, _texts(body, "editions")))
    except ValueError:
        raise HandoutsError("There is no such edition") from None
    lessons, languages = _texts(body, "lessons"), _texts(body, "languages")
    variants = _texts(body, "variants")
    return Choice(lessons, languages, _texts(body, "formats"), editions, variants)
