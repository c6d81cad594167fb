"""``python -m mlpath``."""

from mlpath.cli import main

if __name__ == "__main__":
    main()
