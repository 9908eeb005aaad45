"""Where the files of a project stand, its settings, and what is read and saved."""
