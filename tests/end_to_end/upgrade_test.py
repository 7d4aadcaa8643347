"""Logs that earlier builds wrote open, answer what they answered then, and go on.

Each archive in tests/fixtures/logs is one; its README.md says what is in them.
"""

import contextlib
import json
import os
import pathlib
import subprocess
import tarfile
import tempfile
import unittest
from typing import Any, Iterator

from ledger import SECONDS_TO_ANSWER, Ledger

FIXTURES = pathlib.Path(__file__).parents[1] / "fixtures" / "logs"
# Of a checkpoint: its origin, how many events it covers, and the root of their tree.
SIZE, ROOT = 1, 2


def known_of_old(now: Any, then: Any) -> Any:
    """What `now` says in the fields that `then` has: later builds may say more of a thing."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {key: known_of_old(value, then[key]) for key, value in now.items() if key in then}
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        return [known_of_old(*each) for each in zip(now, then)]
    return now


@contextlib.contextmanager
def unpacked(archive: pathlib.Path) -> Iterator[pathlib.Path]:
    with tempfile.TemporaryDirectory(prefix="tally") as name:
        with tarfile.open(archive) as tar:
            tar.extractall(name)
        yield pathlib.Path(name)


class UpgradeTest(unittest.TestCase):
    maxDiff = None

    def test_every_log_of_an_earlier_build_goes_on(self) -> None:
        archives = sorted(FIXTURES.glob("*.tar.xz"))
        self.assertTrue(archives)
        for archive in archives:
            with self.subTest(archive.name), unpacked(archive) as directory:
                self.goes_on(directory)

    def test_the_first_start_may_be_a_rebuild(self) -> None:
        for archive in FIXTURES.glob("*.tar.xz"):
            with self.subTest(archive.name), unpacked(archive) as directory:
                self.rebuilds(directory)

    def goes_on(self, directory: pathlib.Path) -> None:
        expected = json.loads((directory / "expected.json").read_text())
        ledger = Ledger(directory)
        try:
            self.has_root(ledger, expected)
            self.answers(ledger, expected)
            ledger.run("verify", "invoice.tlog-proof", "--key", "key")
            ledger.run("audit")

            for command in expected["goes_on"]:
                ledger.run(*command)
            self.assertGreater(ledger.position(), expected["position"])
            self.answers(ledger, expected)
            (directory / "newer").write_text(ledger.run("checkpoint"))
            ledger.run("verify", "--older", "checkpoint", "--newer", "newer", "--key", "key")
            ledger.run("audit")
        finally:
            exit_code = ledger.stop()
        self.assertEqual(exit_code, 0, ledger.log())
        self.assertNotIn("level=error", ledger.log())
        self.rebuilds(directory)

    def has_root(self, ledger: Ledger, expected: Any) -> None:
        checkpoint = ledger.run("checkpoint").splitlines()
        self.assertEqual(checkpoint[SIZE], str(expected["position"]))
        self.assertEqual(checkpoint[ROOT], expected["root_hash"])

    def answers(self, ledger: Ledger, expected: Any) -> None:
        for figure in expected["figures"]:
            command, then = figure["command"], figure["answer"]
            with self.subTest(command=command):
                now = ledger.ask("--as-of", str(expected["position"]), *command)
                self.assertEqual(known_of_old(now, then), then)

    def rebuilds(self, directory: pathlib.Path) -> None:
        """Rows that other code had to fold anew are so already; what is left differs in nothing."""
        rebuilt = subprocess.run(
            [os.environ["TALLYD"], "--data", "data", "--rebuild"],
            cwd=directory,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_ANSWER,
            check=False,
        )
        self.assertEqual(rebuilt.returncode, 0, rebuilt)
        self.assertIn("identical", rebuilt.stdout)


if __name__ == "__main__":
    unittest.main()
