"""What README says works as it stands, and so does what a terminal and a shell get."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from ledger import ANSWERED_NO, DONE, LedgerTest
from small_book import BOOK, changed
from terminal import run_on_terminal

REPOSITORY = pathlib.Path(__file__).parents[2]
SHELLS = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "--no-execute"]}


def first_session() -> list[str]:
    """The commands of the section `A first session by hand`."""
    readme = (REPOSITORY / "README.md").read_text()
    section = readme.split("## A first session by hand")[1]
    found = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert found, "README has no first session"
    return [line for line in found.group(1).splitlines() if line]


class ReadmeTest(unittest.TestCase):
    def test_the_first_session_works_as_it_stands(self) -> None:
        with tempfile.TemporaryDirectory(prefix="tally") as directory:
            script = self.script(directory)
            exit_code, output = run_on_terminal(
                ["bash", "-c", script],
                environment={"PATH": os.environ["PATH"], "HOME": directory, "TERM": "dumb"},
                directory=str(REPOSITORY),
                answers={"[y/N] ": "y"},
            )
        self.assertEqual(exit_code, 0, output)
        for said in ("changes applied", "recorded", "anchor-brewing", "BILL-", "OrgDefined", "Passed"):
            self.assertIn(said, output)
        self.assertEqual(output.count("+ tally "), self.commands_of_tally(), output)

    def commands_of_tally(self) -> int:
        return sum(line.startswith("tally ") or "$(tally " in line for line in first_session())

    def script(self, directory: str) -> str:
        """With the programs under test, paths of its own, and a wait for the daemon."""
        programs = pathlib.Path(os.environ["TALLY"]).parent
        lines = ["set -exm"]
        for line in first_session():
            if line.startswith("./dev build"):
                continue
            line = line.replace("/tmp/", f"{directory}/")
            lines.append(line.replace("$PWD/build/release/bin", str(programs)))
            if line.startswith("export TALLY_SOCKET="):
                lines.append("until $(type -P tally) status 2>/dev/null; do kill -0 %1; done")
        return "\n".join(lines + ["wait"])


class TerminalTest(LedgerTest):
    def test_on_a_terminal_apply_asks_and_takes_no_for_an_answer(self) -> None:
        self.ledger.apply(BOOK)
        before = self.ledger.position()
        (self.ledger.directory / "new.yaml").write_text(changed(("rate: 20%", "rate: 21%")))
        for answer, exit_code in (("n", ANSWERED_NO), ("", ANSWERED_NO), ("y", DONE)):
            self.assertEqual(self.ledger.position(), before)
            code, output = run_on_terminal(
                [os.environ["TALLY"], "apply", "new.yaml"],
                environment=self.ledger.environment,
                directory=str(self.ledger.directory),
                answers={"[y/N] ": answer},
            )
            self.assertEqual(code, exit_code, output)
            self.assertIn("sales.rate: 20% -> 21%", output)
        self.assertEqual(self.ledger.position(), before + 1)


class CompletionTest(unittest.TestCase):
    def test_shells_accept_the_completion_script(self) -> None:
        for shell, check in SHELLS.items():
            with self.subTest(shell):
                script = subprocess.run(
                    [os.environ["TALLY"], "completion", shell],
                    capture_output=True, timeout=60, check=True,
                ).stdout
                self.assertIn(b"tally", script)
                if shutil.which(shell) is None:
                    self.skipTest(f"{shell} is not installed")
                checked = subprocess.run(
                    check, input=script, capture_output=True, timeout=60, check=False
                )
                self.assertEqual((checked.returncode, checked.stderr), (0, b""))

    def test_bash_completes_commands_and_options(self) -> None:
        for words, expected in (
            (["tally", "inv"], {"invoices"}),
            (["tally", "run", ""], {"preview", "start", "list", "show"}),
            (["tally", "credit", "--wh"], {"--whole"}),
        ):
            quoted = " ".join(f"'{word}'" for word in words)
            script = (
                f'source <("$TALLY" completion bash); COMP_WORDS=({quoted}); '
                f'COMP_CWORD={len(words) - 1}; _tally; printf "%s\\n" "${{COMPREPLY[@]}}"'
            )
            done = subprocess.run(
                ["bash", "-c", script], capture_output=True, timeout=60, check=True
            )
            self.assertLessEqual(expected, set(done.stdout.decode().split()))


if __name__ == "__main__":
    unittest.main()
