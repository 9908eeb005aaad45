"""The teacher's desk: a project in the browser, on this machine only."""
