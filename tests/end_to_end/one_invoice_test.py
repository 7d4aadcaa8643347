"""The page of the one invoice: its commands work as they stand, and print what it says."""

import os
import pathlib
import re
import subprocess
import unittest

from ledger import LedgerTest

REPOSITORY = pathlib.Path(__file__).parents[2]
PAGE = REPOSITORY / "docs" / "one-invoice.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)


class OneInvoiceTest(LedgerTest):
    def test_every_kind_of_line_stands_on_one_invoice(self) -> None:
        commands = "\n".join(blocks("sh"))
        self.assertGreater(commands.count("tally "), 10)
        done = subprocess.run(
            ["bash", "-ec", commands],
            cwd=REPOSITORY,
            env=self.ledger.environment
            | {"PATH": f"{pathlib.Path(os.environ['TALLY']).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for shown in blocks("text"):
            self.assertIn(shown.removesuffix("\n"), done.stdout)


if __name__ == "__main__":
    unittest.main()
