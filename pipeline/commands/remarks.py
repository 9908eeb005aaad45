"""What is amiss with a file that was written → a line for a person, with the place to mend it."""

from collections.abc import Iterable, Iterator

from pipeline.handout.writers.inspection import Remark
from pipeline.project.store import Store
from pipeline.system import files

# So many lines about one file; the next build says the others.
_MOST = 5


def worded(path: str, remarks: Iterable[Remark], store: Store, inputs: Iterable[str]) -> list[str]:
    """Return lines about a file.

    Args:
        path: The file.
        remarks: What is amiss.
        store: Of the project.
        inputs: What the file is made of: a character is looked for there.
    """
    sources = list(inputs)
    lines = list(dict.fromkeys(_worded(path, remark, store, sources) for remark in remarks))
    more = len(lines) - _MOST
    return [*lines[:_MOST], f"{path}: and {more} more"] if more > 1 else lines


def _worded(path: str, remark: Remark, store: Store, inputs: Iterable[str]) -> str:
    if remark.character:
        place = next(_places(remark.character, store, inputs), path)
        return f"{place}: {remark.what}"
    page = f", page {remark.page}" if remark.page else ""
    return f"{path}{page}: {remark.what}"


def _places(character: str, store: Store, inputs: Iterable[str]) -> Iterator[str]:
    """Yield the files with a character in them, and its first line there."""
    for name in inputs:
        content = files.read_if_there(store.paths.at(name)) or b""
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if character in line:
                yield f"{name}:{number}"
                break
