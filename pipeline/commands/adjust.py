"""The settings of a project as a form: a few keys of `handouts.toml` change, all else stays."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from pipeline.errors import ProjectError, SavedMeanwhileError
from pipeline.project.paths import SETTINGS
from pipeline.project.project import Project
from pipeline.project.settings import read_settings
from pipeline.system import files, saves

Value = str | int | bool | tuple[str, ...]


def settings_text(project: Project) -> str:
    """Return the text of the settings.

    Raises:
        ProjectError: Where it cannot be read.
    """
    return files.read_text(project.paths.at(SETTINGS), ProjectError)


def save_settings(project: Project, before: str, values: Mapping[str, Value]) -> str:
    """Give settings other values.

    Args:
        project: The project.
        before: The text that they were shown from.
        values: By key; "layout.paper" is the key `paper` of the table `[layout]`.

    Returns:
        The text as it is now.

    Raises:
        ProjectError: Where a value is none, or somebody saved the file meanwhile; nothing is
            written then.
        LanguageError: Where a language is none that handouts can be made in.
    """
    new = with_values(before, values)
    read_settings(new, SETTINGS)
    if new != before:
        path = project.paths.at(SETTINGS)
        try:
            saves.write_over(path, before.encode(), new.encode())
        except SavedMeanwhileError:
            mend = "Load the page again; what you chose here is not saved"
            raise ProjectError("Somebody else has just saved the settings", mend=mend) from None
    return new


def with_values(text: str, values: Mapping[str, Value]) -> str:
    """Return TOML with other values of some keys; comments and all else stay.

    Raises:
        ProjectError: Where it is laid out in a way in which they cannot be changed.
    """
    there = tomllib.loads(text)
    for name, value in values.items():
        table, _, key = name.rpartition(".")
        now = there.get(table, {}).get(key) if table else there.get(key)
        if now != _plain(value):
            text = _with_value(text, table, key, _written(value))
    wanted = {name: _plain(value) for name, value in values.items()}
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        found = {}
    for name, value in wanted.items():
        table, _, key = name.rpartition(".")
        if (found.get(table, {}) if table else found).get(key) != value:
            mend = "Change it in a text editor"
            raise ProjectError(f"`{name}` cannot be changed here", path=SETTINGS, mend=mend)
    return text


def _with_value(text: str, table: str, key: str, written: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    start, end = _part(text, table)
    values = r"\[[^\]]*\]|\"[^\"\n]*\"|'[^'\n]*'|[^#\s]+"
    line = re.compile(rf"^([ \t]*{key}[ \t]*=[ \t]*)({values})", re.MULTILINE)
    if found := line.search(text, start, end):
        return text[: found.start(2)] + written + text[found.end(2) :]
    if start < 0:
        return f"{text.rstrip()}{newline}{newline}[{table}]{newline}{key} = {written}{newline}"
    head = text[:end].rstrip()
    rest = text[len(head) :] or newline
    return f"{head}{newline if head else ''}{key} = {written}{rest}"


def _part(text: str, table: str) -> tuple[int, int]:
    """Return where a table begins, behind its name, and ends; −1 where there is none."""
    heads = re.finditer(r"^[ \t]*\[([^\[\]\n]+)\]", text, re.MULTILINE)
    tables = [(head[1].strip(), head.start(), head.end()) for head in heads]
    if not table:
        return 0, tables[0][1] if tables else len(text)
    for number, (name, _, end) in enumerate(tables):
        if name == table:
            following = tables[number + 1][1] if number + 1 < len(tables) else len(text)
            return end, following
    return -1, -1


def _plain(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_written(part) for part in value)}]"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
