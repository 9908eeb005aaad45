"""A new project: settings, an example lesson, and the folders."""

from pathlib import Path

from pipeline.errors import HandoutsError, ProjectError
from pipeline.project.paths import SETTINGS
from pipeline.system import files

_TEMPLATE = Path(__file__).parent / "template"


def create_project(folder: Path) -> list[Path]:
    """Start a project.

    Returns:
        The files that were written, relative to the folder; what is there already is left alone.

    Raises:
        ProjectError: Where the folder is a project already, or cannot be written.
    """
    if (folder / SETTINGS).exists():
        mend = "Work in it, or choose another folder"
        raise ProjectError("This folder is a project already", path=folder / SETTINGS, mend=mend)
    written = []
    for source in sorted(_TEMPLATE.rglob("*")):
        # Hidden files would be hidden in the package too, so the template calls them "dot-…".
        name = source.relative_to(_TEMPLATE)
        name = name.with_name(name.name.replace("dot-", "."))
        if source.is_file() and not (folder / name).exists():
            try:
                files.write_atomic(folder / name, source.read_bytes())
            except HandoutsError as bad:
                raise ProjectError(bad.what, path=bad.path, mend=bad.mend) from None
            written.append(name)
    return written
