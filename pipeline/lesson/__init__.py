"""The teacher's files: `article.md` and `lesson.yaml`."""
