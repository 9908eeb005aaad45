"""`handouts models`: the language packages of Argos Translate, listed, installed and removed."""

from collections.abc import Callable, Sequence

from pipeline.commands.choice import SILENT, Listener
from pipeline.text.labels import known_languages
from pipeline.translation import models
from pipeline.translation.models import Installation, PackageSurvey
from pipeline.translation.packages import InstalledPackage


def list_models() -> PackageSurvey:
    """Return what is installed, and what the index offers in the languages of handouts.

    Raises:
        ModelError: Where argostranslate's folders cannot be made.
    """
    return models.survey(known_languages())


def install(
    languages: Sequence[str],
    on_progress: Callable[[str, int, int], None] = lambda *_: None,
    on_installed: Callable[[Installation], None] = lambda _: None,
    listener: Listener = SILENT,
) -> None:
    """Install the packages from English into languages; raises like `models.install`.

    Args:
        languages: ISO 639-1 codes.
        on_progress: Told how far each download is: its name, bytes here, bytes in all.
        on_installed: Told each package when it is there, also where a later one fails.
        listener: Told where another install has to be waited for.
    """
    models.install(languages, on_progress, on_installed, listener.waiting)


def remove(languages: Sequence[str], listener: Listener = SILENT) -> list[InstalledPackage]:
    """Remove the packages from English into languages; raises like `models.remove`."""
    return models.remove(languages, listener.waiting)
