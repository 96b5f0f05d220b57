"""``python -m gomus_async``."""

from gomus_async.cli import main

if __name__ == "__main__":
    main()
