"""What a lesson adds to its article: words, their meanings, questions and exercises."""
