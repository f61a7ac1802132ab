"""`python -m digitrec`."""

from __future__ import annotations

from digitrec.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
