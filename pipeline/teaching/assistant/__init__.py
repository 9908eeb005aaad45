"""The helper model: what it is asked, and how its answers are checked."""
