"""A desk is opened: a socket of this machine's alone, a server, a browser; and closed at once."""

import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import uvicorn

from pipeline.editor.desk import Desk
from pipeline.editor.guard import Keys
from pipeline.editor.routes import make_app
from pipeline.errors import ProjectError
from pipeline.project.project import Project
from pipeline.system import files

# What is typed is kept in the browser by the desk's address: the same project has the same port,
# where no other program has it.
_FIRST_PORT, _PORTS, _TRIES = 41000, 2000, 20


def open_desk(
    project: Project,
    lesson: str = "",
    *,
    port: int = 0,
    browse: bool = True,
    on_open: Callable[[str], None],
) -> None:
    """Open a desk and keep it open until the user ends it.

    Args:
        project: The project.
        lesson: The lesson to begin with; the overview where none is named.
        port: The port; one of the project's own where it is 0.
        browse: Whether to open a browser.
        on_open: Called with the address, as soon as it answers.

    Raises:
        ProjectError: Where there is no such lesson, or the port cannot be had.
    """
    if lesson:
        project.lessons([lesson])
    with _socket(project, port) as listening:
        keys = Keys(listening.getsockname()[1])
        desk = Desk(project)
        path = f"/texts/{lesson}/{project.targets()[0]}" if lesson else "/"
        address = f"{keys.address}{path}?token={keys.once}"

        def on_start() -> None:
            on_open(address)
            if browse:
                threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

        watcher = threading.Thread(target=desk.watch, daemon=True)
        watcher.start()
        config = uvicorn.Config(
            make_app(desk, keys),
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            lifespan="off",
        )
        try:
            _Server(config, desk, on_start).run(sockets=[listening])
        finally:
            desk.close()


class _Server(uvicorn.Server):
    """A server that ends its streams as soon as it is told to end."""

    def __init__(self, config: uvicorn.Config, desk: Desk, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._desk = desk
        self._on_start = on_start

    async def startup(self, *args: Any, **options: Any) -> None:
        """Begin to answer."""
        await super().startup(*args, **options)
        self._on_start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End at once."""
        self._desk.close()
        super().handle_exit(sig, frame)


def _socket(project: Project, port: int) -> socket.socket:
    """Return a socket that listens on the loopback address.

    Raises:
        ProjectError: Where the port cannot be had.
    """
    own = int(files.digest(str(project.root).encode())[:8], 16) % _PORTS
    wanted = [port] if port else [_FIRST_PORT + (own + n) % _PORTS for n in range(_TRIES)]
    for number in wanted:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        with suppress(OSError):
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows lets two programs share one
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", number))
            listening.listen(128)
            return listening
        listening.close()
    what = f"Another program has port {wanted[0]}" if port else "No port is free for the desk"
    raise ProjectError(what, mend="Choose another one with --port, such as --port 45678")
