"""`handouts dictionaries`: what confirms meanings and spelling on this machine; how to get more."""

from dataclasses import replace

from pipeline import languages
from pipeline.languages import MESSAGES
from pipeline.project.project import Project
from pipeline.system.spelling import spelling_dictionary
from pipeline.teaching.glosses.dictionaries import DictionarySurvey, survey
from pipeline.text.labels import language_name


def list_dictionaries(project: Project) -> DictionarySurvey:
    """Return the dictionaries for a project's languages, its own folder's among them."""
    found = survey(project.targets(), project.dictionaries)
    return replace(found, spelling=tuple(map(_spelling, project.targets())))


def _spelling(language: str) -> str:
    """Return what the spelling of a language is checked with, as a sentence."""
    name = language_name(language, MESSAGES)
    if path := spelling_dictionary(language):
        return f"The spelling of {name} is checked with {path}.dic."
    package = languages.language(language).checks.spelling_package
    debian = f"; on Debian and Ubuntu: sudo apt install {package}" if package else ""
    return f"The spelling of {name} is not checked: no dictionary of Hunspell was found{debian}."
