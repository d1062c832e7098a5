"""``python -m songngu.ui``: the command line."""

from songngu.ui.cli import main

if __name__ == "__main__":
    main()
