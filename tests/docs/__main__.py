"""`python -m tests.docs`: makes the tables, the output of examples and the picture anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.docs import examples, picture, tables
from tests.docs.pages import name_of, pages


def main() -> None:
    """Write each page that is not current, and say which."""
    for page in pages():
        before = page.read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            after, _ = examples.renewed(tables.renewed(before), Path(folder))
        if after != before:
            page.write_text(after, "utf-8")
            print(f"wrote {name_of(page)}")
    if picture.write():
        print(f"wrote {name_of(picture.PICTURE)}")


if __name__ == "__main__":
    main()
