"""Run the `handouts` command; the only place that ends the process."""

import sys

from pipeline.cli.main import run


def main() -> None:
    """Run the command with this process's arguments and exit with its code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
