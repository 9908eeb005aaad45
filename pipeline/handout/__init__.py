"""What a handout is, how it is composed, and how it becomes a file."""
