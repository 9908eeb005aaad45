"""The pandoc binary that pypandoc brings: one document in, the same in another format out."""

import subprocess
from pathlib import Path

from pipeline.errors import HandoutsError

# Seconds, and MB of memory. A book of 500 pages takes four and 300; what takes more is made to.
TIME_LIMIT = 30
MEMORY_LIMIT = 768
# What the memory's limit ends with (GHC's users guide, "RTS options to control the heap").
_HEAP_OVERFLOW = 251

_SMALLER = "Take a part of it, or copy its text into a .txt file"

# Our own folder has nothing that pandoc looks for, so that no template, filter or abbreviation
# that somebody keeps in the home folder gets in.
_DATA = Path(__file__).parent


def convert(
    content: bytes, source: str, target: str, error: type[HandoutsError], *options: str
) -> bytes:
    """Run pandoc over a document.

    In its sandbox it reads no file, asks no server and does not look at the clock.

    Args:
        content: The document.
        source: Its format and extensions, as pandoc's `--from` takes them.
        target: The format wanted, as for `--to`.
        error: The error class to raise.
        options: More options of pandoc's.

    Raises:
        HandoutsError: As the class given, where pandoc is missing, takes too long, or fails.
    """
    import pypandoc

    command = [
        # Not `get_pandoc_path`: a newer pandoc elsewhere on the machine writes other bytes.
        str(Path(pypandoc.__file__).parent / "files" / "pandoc"),
        *("+RTS", f"-M{MEMORY_LIMIT}m", "-RTS"),
        f"--from={source}",
        f"--to={target}",
        "--sandbox",
        f"--data-dir={_DATA}",
        "--wrap=none",
        "--output=-",
        *options,
    ]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, check=False, timeout=TIME_LIMIT
        )
    except subprocess.TimeoutExpired:
        what = f"pandoc took longer than {TIME_LIMIT} seconds and was stopped"
        raise error(what, mend=_SMALLER) from None
    except OSError as bad:
        mend = "Install it with `pip install --force-reinstall pypandoc_binary`"
        raise error(f"pandoc cannot be started: {bad}", mend=mend) from None
    if done.returncode == _HEAP_OVERFLOW:
        what = f"pandoc needs more than {MEMORY_LIMIT} MB of memory for it and was stopped"
        raise error(what, mend=_SMALLER)
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())
        raise error(f"pandoc could not make {target} of {source.split('+')[0]}: {said}")
    return done.stdout
