"""``python -m pbom`` does what the ``pbom`` command does."""

from pbom.cli.main import main

if __name__ == "__main__":
    main()
