"""The pages of a desk, and what they ask for. What changes something is in `changes`."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from pipeline.catalog.catalog import State
from pipeline.checks.message import spoken
from pipeline.commands.adjust import settings_text
from pipeline.commands.history import FileVersion, earlier_texts, list_history, plan_restore
from pipeline.commands.lesson import proposal_lines
from pipeline.commands.pages import live_page, variant_names
from pipeline.commands.sources import (
    SourceText,
    Teaching,
    article_text,
    exercise_values,
    read_teaching,
)
from pipeline.commands.texts import TextRow, list_texts
from pipeline.editor import changes, surface
from pipeline.editor.desk import Desk
from pipeline.editor.guard import FILE_POLICY, LIVE_POLICY, Guard, Keys, TooLargeError, too_large
from pipeline.editor.papers import Papers
from pipeline.errors import HandoutsError
from pipeline.handout.model import Edition
from pipeline.handout.writers import FORMATS
from pipeline.handout.writers.fonts import Face, faces
from pipeline.languages import SOURCE
from pipeline.project.approved import key_digest
from pipeline.project.store import Store
from pipeline.system import files
from pipeline.text.classes import LEVELS, PartOfSpeech
from pipeline.text.diff import word_changes
from pipeline.text.labels import known_languages, language_name, words
from pipeline.translation.engines import ENGINES, NONE

_TYPES = {".js": "text/javascript", ".css": "text/css"}
# States as they are shown, what is done first.
_ORDER = tuple(
    state.value
    for state in (State.APPROVED, State.EDITED, State.MACHINE, State.STALE, State.MISSING)
)
_OPENED = {"pdf", "html"}
# Seconds after which a stream without news says that it is there.
_BEAT = 15.0

Endpoint = Callable[[Request], Any]


def make_app(desk: Desk, keys: Keys) -> Guard:
    """Return the application of a desk, guarded."""
    pages = Pages(desk, keys)
    routes = [
        Route("/", pages.overview),
        Route("/static/{name}", pages.static),
        Route("/fonts.css", pages.fonts),
        Route("/font/{family}/{number:int}", pages.font),
        Route("/events", pages.events),
        Route("/texts/{lesson}/{language}", pages.texts),
        Route("/live/{lesson}/{language}/{edition}", pages.live),
        Route("/file/{path:path}", pages.file),
        Route("/article/{lesson}", pages.article),
        Route("/teaching/{lesson}", pages.teaching),
        Route("/history/{lesson}", pages.history),
        Route("/replace", pages.replace),
        Route("/settings", pages.settings),
        Route("/api/session", pages.session),
        Route("/api/article/{lesson}", pages.article_text, methods=["GET"]),
        Route("/api/version/{lesson}/{id}", pages.version),
        Route("/api/earlier/{lesson}/{language}/{id}", pages.earlier),
        Route("/api/lesson/{lesson}", pages.lesson),
        Route("/api/texts/{lesson}/{language}", pages.list_texts),
        *Papers(desk, lesson_version).routes(),
        *changes.routes(desk),
    ]
    app = Starlette(
        routes=[Route(r.path, _answering(r.endpoint), methods=r.methods) for r in routes],
        exception_handlers={TooLargeError: _too_large},
    )
    return Guard(app, keys, changes.UPLOADS)


def _answering(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that says what is wrong in one line, in the thread it is right in."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)  # type: ignore[no-any-return]
        except HandoutsError as bad:
            if request.url.path.startswith("/api/"):
                return JSONResponse({"error": str(bad)}, 400)
            return HTMLResponse(_plain(str(bad)), 400)

    return answer


def _plain(what: str) -> str:
    page = surface.environment().from_string(
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>handouts</title>'
        '<link rel="stylesheet" href="/static/desk.css"><main><p class="notice">{{ what }}</p>'
        '<p><a href="/">handouts</a></p></main></html>'
    )
    return page.render(what=what)


async def _too_large(_request: Request, _error: Exception) -> Response:
    return too_large()


class Pages:
    """What is shown."""

    def __init__(self, desk: Desk, keys: Keys) -> None:
        self._desk = desk
        self._keys = keys

    def _render(self, request: Request, template: str, **values: Any) -> HTMLResponse:
        code = surface.speaks(request)
        w = surface.words(code)
        project = self._desk.project
        lesson = request.path_params.get("lesson", "")
        language = request.path_params.get("language", "")
        known = {
            "words": dict(w),
            "token": self._keys.token,
            "lesson": lesson,
            "language": language,
            "project": files.digest(str(project.root).encode())[:8],
        }
        found = surface.environment().get_template(template)
        page = found.render(
            w=w,
            spoken=partial(spoken, templates=surface.findings(code)),
            surface=code,
            surfaces=surface.surfaces(),
            known=known,
            lesson=lesson,
            language=language,
            targets=project.targets(),
            source=SOURCE,
            name=lambda of: language_name(of, code),
            own_name=lambda of: language_name(of, of),
            order=_ORDER,
            variants=variant_names(project),
            **values,
        )
        return HTMLResponse(page)

    async def overview(self, request: Request) -> Response:
        """Show the lessons."""
        lessons = self._desk.project.paths.lessons()
        return self._render(
            request, "overview.html", place="overview", lessons=lessons, levels=LEVELS
        )

    async def lesson(self, request: Request) -> Response:
        """Show how far a lesson is, for its card."""
        found = await run_in_threadpool(self._lesson, request.path_params["lesson"])
        return self._render(request, "lesson.html", **found)

    def _lesson(self, name: str) -> dict[str, Any]:
        with self._desk.reading(name) as store:
            found: dict[str, Any] = {"title": name, "level": "", "proposals": 0, "problem": ""}
            states = []
            try:
                text = store.lesson(name)
                found |= {"title": text.article.meta.title, "level": text.article.meta.level or ""}
                found["proposals"] = len(proposal_lines(text.lesson))
                for code in store.project.targets():
                    counts = dict.fromkeys(_ORDER, 0)
                    for entry in store.catalog(name, code).catalog.in_use.values():
                        counts[entry.state.value] += 1
                    states.append({"code": code, "counts": counts})
            except HandoutsError as bad:
                found["problem"] = str(bad)
            kinds = ("docx", "csv", "xlf", "tmx", "po")
            return found | {"states": states, "files": self._files(store, name), "kinds": kinds}

    def _files(self, store: Store, name: str) -> list[dict[str, Any]]:
        """Return the handouts of a lesson that were written."""
        found = []
        for path in sorted((store.paths.build / name).glob("*")):
            if path.suffix.removeprefix(".") in FORMATS and path.is_file():
                shown = store.paths.shown(path).as_posix().removeprefix("build/")
                saved = files.last_saved([path]).astimezone().strftime("%Y-%m-%d %H:%M")
                opens = path.suffix.removeprefix(".") in _OPENED
                found.append({"path": shown, "name": path.name, "saved": saved, "opens": opens})
        return found

    async def texts(self, request: Request) -> Response:
        """Show a lesson beside its translation; what the checks say, the page asks for then."""
        lesson, language = request.path_params["lesson"], request.path_params["language"]
        title, rows = await run_in_threadpool(self._rows, lesson, language, checked=False)
        return self._render(
            request,
            "texts.html",
            place=language,
            title=title,
            rows=rows,
            letters=surface.letters(language),
        )

    def _rows(
        self, lesson: str, language: str, *, checked: bool = True
    ) -> tuple[str, tuple[TextRow, ...]]:
        with self._desk.reading(lesson) as store:
            store.project.targets([language])
            rows = list_texts(store, lesson, language, checked=checked)
            return store.lesson(lesson).article.meta.title, rows

    async def list_texts(self, request: Request) -> Response:
        """Return the texts of a lesson as they are now, for a page that shows them."""
        lesson, language = request.path_params["lesson"], request.path_params["language"]
        _, rows = await run_in_threadpool(self._rows, lesson, language)
        page = self._render(request, "abouts.html", rows=rows)
        abouts = bytes(page.body).decode().split("\f")
        found = [
            {
                "id": row.id,
                "digest": row.digest,
                "target": row.target,
                "state": row.state,
                "was": row.was,
                "about": about.strip(),
            }
            for row, about in zip(rows, abouts, strict=False)
        ]
        return JSONResponse(found)

    async def article(self, request: Request) -> Response:
        """Show the article as text."""
        found = await run_in_threadpool(self._article, request)
        return self._render(request, "article.html", place="article", file=found)

    async def article_text(self, request: Request) -> Response:
        """Return the article as its file is now."""
        return JSONResponse(asdict(await run_in_threadpool(self._article, request)))

    def _article(self, request: Request) -> SourceText:
        with self._desk.reading(request.path_params["lesson"]) as store:
            return article_text(store, request.path_params["lesson"])

    async def teaching(self, request: Request) -> Response:
        """Show words, questions and exercises."""
        lesson = request.path_params["lesson"]

        def read() -> tuple[Teaching, list[int]]:
            with self._desk.reading(lesson) as store:
                return read_teaching(store, lesson), proposal_lines(store.lesson(lesson).lesson)

        found, proposals = await run_in_threadpool(read)
        questions = found.lesson.questions
        code = surface.speaks(request)
        return self._render(
            request,
            "teaching.html",
            place="teaching",
            found=found.lesson,
            digest=found.digest,
            meanings=found.meanings,
            paragraphs=found.paragraphs,
            proposals=proposals,
            groups=[(name, getattr(questions, name)) for name in changes.GROUPS],
            exercises=exercise_values(found.lesson.exercises),
            classes=[each.value for each in PartOfSpeech],
            levels=LEVELS,
            pos_name=words(code)["pos"].__getitem__,
            key=lambda context, source: key_digest((context, source)),
        )

    async def history(self, request: Request) -> Response:
        """Show what the files of a lesson said before."""
        lesson = request.path_params["lesson"]

        def read() -> list[tuple[str, list[FileVersion]]]:
            with self._desk.reading(lesson) as store:
                store.remember()  # what people saved since is a version as well
                found = list_history(store.project, lesson)
            files_of: dict[str, list[FileVersion]] = {}
            for one in found.rows:
                files_of.setdefault(one.file, []).append(one)
            return list(files_of.items())

        listed = await run_in_threadpool(read)
        return self._render(request, "history.html", place="history", listed=listed)

    async def version(self, request: Request) -> Response:
        """Say what going back to a version would change."""
        lesson, id_ = request.path_params["lesson"], request.path_params["id"]
        planned = await run_in_threadpool(plan_restore, self._desk.project, lesson, id_)
        lines = [line for step in planned.steps for line in step.changes()]
        return JSONResponse({"lines": lines})

    async def earlier(self, request: Request) -> Response:
        """Return what a text said before, each with what differs from the one before it."""
        lesson, language, id_ = (request.path_params[part] for part in ("lesson", "language", "id"))
        project = self._desk.project
        project.lessons([lesson])
        project.targets([language])
        w = surface.words(surface.speaks(request))
        found = await run_in_threadpool(earlier_texts, project, lesson, language, id_)
        before = [*(one.target for one in found[1:]), ""]
        rows = [
            {
                "saved": one.saved.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
                "by": w.get(f"by_{one.by}", f"handouts {one.by}"),
                "target": one.target,
                "state": one.state,
                "changes": surface.changes(word_changes(old or one.target, one.target)),
            }
            for one, old in zip(found, before, strict=True)
        ]
        return JSONResponse(rows)

    async def replace(self, request: Request) -> Response:
        """Show the form to search and replace with."""
        lessons = self._desk.project.paths.lessons()
        return self._render(request, "replace.html", place="replace", lessons=lessons)

    async def settings(self, request: Request) -> Response:
        """Show the settings as a form."""
        project = self._desk.project
        engines = dict.fromkeys((*ENGINES, NONE, project.settings.engine))
        others = [code for code in known_languages() if code != SOURCE]
        languages = (*project.settings.languages, *others)
        return self._render(
            request,
            "settings.html",
            place="settings",
            text=settings_text(project),
            settings=project.settings,
            formats=FORMATS,
            engines=tuple(engines),
            levels=LEVELS,
            known_targets=tuple(dict.fromkeys(languages)),
        )

    async def live(self, request: Request) -> Response:
        """Show a handout as its files are now; nothing, where it is as it was."""
        text = await run_in_threadpool(self._live, request)
        if not text:
            return Response(status_code=204)
        return HTMLResponse(text, headers={"content-security-policy": LIVE_POLICY})

    def _live(self, request: Request) -> str:
        lesson, language, edition = (
            request.path_params[part] for part in ("lesson", "language", "edition")
        )
        if edition not in {each.value for each in Edition}:
            raise HandoutsError(f"“{edition}” is no edition")
        with self._desk.reading(lesson) as store:
            store.project.targets([language])
            version = lesson_version(store, lesson, language, edition)
            if request.query_params.get("after") == version:
                return ""
            page = live_page(store, lesson, language, Edition(edition), _font_address)
            return page.replace("<body ", f'<body data-version="{version}" ', 1)

    async def font(self, request: Request) -> Response:
        """Send a file of a font."""
        family, number = request.path_params["family"], request.path_params["number"]
        layout = self._desk.project.settings.layout
        if family not in (layout.text_font, layout.label_font):
            raise HandoutsError("This is no font of the project")
        found = [face.path for face in faces(family)]
        if number >= len(found):
            raise HandoutsError("There is no such file of this font")
        return FileResponse(found[number], headers={"cache-control": "max-age=86400"})

    async def fonts(self, request: Request) -> Response:
        """Send the style sheet that names the font of texts: the handouts' own."""
        del request
        family = self._desk.project.settings.layout.text_font
        rules = [
            f'@font-face {{ font-family: "Desk Text"; src: url("{_font_address(face)}"); '
            f"font-style: {face.style}; font-display: swap; "
            f"font-weight: {'100 900' if face.is_variable else face.weight}; }}\n"
            for face in faces(family)
        ]
        return Response("".join(rules), media_type="text/css")

    async def static(self, request: Request) -> Response:
        """Send one of the desk's own files."""
        path = next(
            (p for p in surface.STATIC.iterdir() if p.name == request.path_params["name"]), None
        )
        if path is None:
            raise HandoutsError("There is no such file")
        return Response(path.read_bytes(), media_type=_TYPES[path.suffix])

    async def file(self, request: Request) -> Response:
        """Send a handout that was written; nothing else can be asked for."""
        project = self._desk.project
        known = {
            f"{name}/{path.name}": path
            for name in project.paths.lessons()
            for path in (project.paths.build / name).glob("*")
            if path.suffix.removeprefix(".") in FORMATS and path.is_file()
        }
        path = known.get(request.path_params["path"])
        if path is None:
            raise HandoutsError("There is no such handout", mend="Build it first")
        kind = path.suffix.removeprefix(".")
        headers = {"content-security-policy": FILE_POLICY} if kind == "html" else {}
        place = "inline" if kind in _OPENED else "attachment"
        return FileResponse(
            path, filename=path.name, content_disposition_type=place, headers=headers
        )

    async def session(self, _request: Request) -> Response:
        """Return what a page needs to change something: a desk that was restarted has it new."""
        job = self._desk.job
        return JSONResponse({"token": self._keys.token, "job": asdict(job) if job else None})

    async def events(self, request: Request) -> Response:
        """Tell what happens, as it happens."""
        import asyncio

        bus = self._desk.bus

        async def stream() -> Any:
            queue = bus.subscribe()
            try:
                yield ": here\n\n"
                while not bus.is_closed:
                    try:
                        event = await asyncio.wait_for(queue.get(), _BEAT)
                    except TimeoutError:
                        yield ": here\n\n"
                        continue
                    if event is None:
                        return
                    yield f"data: {json.dumps(event)}\n\n"
            finally:
                bus.leave(queue)

        del request
        return StreamingResponse(stream(), media_type="text/event-stream")


def lesson_version(store: Store, lesson: str, language: str, named: str) -> str:
    """Return a digest of all that a handout of a lesson is made of, and of what it is called."""
    paths = store.paths
    own = (paths.article(lesson), paths.lesson(lesson), paths.catalog(lesson, language))
    digests = [store.digest(name) for name in (*own, *paths.glossaries(lesson))]
    settings = repr(store.project.settings)
    return files.digest(*(part.encode() for part in (*digests, settings, named)))


def _font_address(face: Face) -> str:
    number = [each.path for each in faces(face.family)].index(face.path)
    return f"/font/{face.family}/{number}"
