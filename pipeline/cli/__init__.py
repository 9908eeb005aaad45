"""The command line: arguments in, words on a screen out."""
