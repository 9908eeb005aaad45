"""`handouts dictionaries`: what confirms meanings on this machine, and how to get more."""

from pipeline.project.project import Project
from pipeline.teaching.glosses.dictionaries import DictionarySurvey, survey


def list_dictionaries(project: Project) -> DictionarySurvey:
    """Return the dictionaries for a project's languages, its own folder's among them."""
    return survey(project.targets(), project.dictionaries)
