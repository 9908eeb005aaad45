"""The pages of a desk, and what they ask for. What changes something is in `changes`."""

import json
from collections.abc import Callable
from dataclasses import asdict
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
from pipeline.commands.pages import live_page
from pipeline.commands.texts import TextRow, list_texts
from pipeline.editor import changes, surface
from pipeline.editor.desk import Desk
from pipeline.editor.guard import FILE_POLICY, LIVE_POLICY, Guard, Keys, TooLargeError
from pipeline.errors import HandoutsError
from pipeline.handout.model import Edition
from pipeline.handout.writers import FORMATS
from pipeline.handout.writers.fonts import Face, faces
from pipeline.project.store import Store
from pipeline.system import files
from pipeline.text.classes import LEVELS
from pipeline.text.labels import language_name

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
        Route("/font/{family}/{number:int}", pages.font),
        Route("/events", pages.events),
        Route("/texts/{lesson}/{language}", pages.texts),
        Route("/live/{lesson}/{language}/{edition}", pages.live),
        Route("/file/{path:path}", pages.file),
        Route("/api/session", pages.session),
        Route("/api/lesson/{lesson}", pages.lesson),
        Route("/api/texts/{lesson}/{language}", pages.list_texts),
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
    return JSONResponse({"error": "This file is too large."}, 413)


class Pages:
    """What is shown."""

    def __init__(self, desk: Desk, keys: Keys) -> None:
        self._desk = desk
        self._keys = keys

    def _render(self, request: Request, template: str, **values: Any) -> HTMLResponse:
        code = surface.chosen(
            request.cookies.get("desk-language", ""), request.headers.get("accept-language", "")
        )
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
            surface=code,
            surfaces=surface.surfaces(),
            known=known,
            lesson=lesson,
            language=language,
            targets=project.targets(),
            source="en",
            name=lambda of: language_name(of, code),
            own_name=lambda of: language_name(of, of),
            order=_ORDER,
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
                lesson = text.lesson
                items = (*lesson.vocabulary, *lesson.questions.each())
                found["proposals"] = sum(item.is_proposal for item in items)
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
        """Show a lesson beside its translation; only the rows, where that is asked for."""
        lesson, language = request.path_params["lesson"], request.path_params["language"]
        title, rows = await run_in_threadpool(self._rows, lesson, language)
        return self._render(
            request,
            "texts.html",
            place=language,
            title=title,
            rows=rows,
            letters=surface.letters(language),
        )

    def _rows(self, lesson: str, language: str) -> tuple[str, tuple[TextRow, ...]]:
        with self._desk.reading(lesson) as store:
            store.project.targets([language])
            rows = list_texts(store, lesson, language)
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

    async def live(self, request: Request) -> Response:
        """Show a handout as its files are now; nothing, where it is as it was."""
        text, version = await run_in_threadpool(self._live, request)
        headers = {"content-security-policy": LIVE_POLICY, "x-desk-version": version}
        if not text:
            return Response(status_code=204, headers=headers)
        return HTMLResponse(text, headers=headers)

    def _live(self, request: Request) -> tuple[str, str]:
        lesson, language, edition = (
            request.path_params[part] for part in ("lesson", "language", "edition")
        )
        if edition not in {each.value for each in Edition}:
            raise HandoutsError(f"“{edition}” is no edition")
        with self._desk.reading(lesson) as store:
            store.project.targets([language])
            paths = store.paths
            names = (paths.article(lesson), paths.lesson(lesson), paths.catalog(lesson, language))
            names += paths.glossaries(lesson)
            digests = [store.digest(name) for name in names]
            settings = repr(store.project.settings)
            version = files.digest(*(part.encode() for part in (*digests, settings, edition)))
            if request.query_params.get("after") == version:
                return "", version
            page = live_page(store, lesson, language, Edition(edition), _font_address)
            return page, version

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


def _font_address(face: Face) -> str:
    number = [each.path for each in faces(face.family)].index(face.path)
    return f"/font/{face.family}/{number}"
