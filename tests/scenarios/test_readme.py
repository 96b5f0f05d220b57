"""The example of the front page, run as it stands."""

import subprocess
import sys
from pathlib import Path

from tests.scenarios.pages import ROOT, blocks
from tests.support.documents import sheets


def test_tickets_are_sold_and_saved(tmp_path: Path) -> None:
    (example,) = (block for block in blocks(ROOT / "README.md") if "Sandbox(" in block)
    environment = {"PYTHONPATH": str(ROOT)}

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    (saved,) = tmp_path.iterdir()
    pages = sheets(saved.read_bytes())
    assert [sheet.barcodes[0][0] for sheet in pages] == ["Code39", "Code39"]
    assert done.stdout.split() == ["2800", saved.name]
