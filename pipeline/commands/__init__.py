"""What can be done with a project: a module for each command."""
