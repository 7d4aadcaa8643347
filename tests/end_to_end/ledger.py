"""A ledger under test: the real tallyd on a directory of its own, and the real tally beside it.

The programs are those that the environment names as TALLY and TALLYD. Everything a test sees comes
from their output and exit codes.
"""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest
from dataclasses import dataclass
from typing import Any, Iterator, Optional

SECONDS_TO_START = 20
SECONDS_TO_ANSWER = 60

DONE, FAILED, WRONG_USAGE, PARTLY_DONE, UNREACHABLE, ANSWERED_NO = 0, 1, 2, 3, 4, 130


@dataclass(frozen=True)
class Outcome:
    """What a command ended with, and what it printed."""

    command: str
    exit_code: int
    output: str
    errors: str

    def json(self) -> Any:
        return json.loads(self.output)

    def refusal(self) -> Any:
        """The last line of the errors, which `-o json` prints for programs."""
        return json.loads(self.errors.splitlines()[-1])

    def __str__(self) -> str:
        return f"{self.command}\nexit code {self.exit_code}\n{self.output}{self.errors}"


class Ledger:
    """A daemon that is started at once, and what can be asked of it."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory
        self.environment = {
            "HOME": str(directory),
            "PATH": os.environ["PATH"],
            "TALLY_SOCKET": str(directory / "tally.sock"),
        }
        self.daemon: Optional[subprocess.Popen[bytes]] = None
        self.start()

    def start(self) -> None:
        command = [os.environ["TALLYD"], "--data", "data", "--socket", "tally.sock"]
        with (self.directory / "tallyd.log").open("ab") as log:
            self.daemon = subprocess.Popen(
                command + ["--listen", "none"], cwd=self.directory, stderr=log
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while self.try_to("status").exit_code != DONE:
            if self.daemon.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"tallyd does not serve:\n{self.log()}")

    def log(self) -> str:
        return (self.directory / "tallyd.log").read_text()

    def stop(self) -> int:
        """Stops the daemon as an operator does, and returns its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        self.stop()
        self.start()

    def _end(self, signal_number: int) -> int:
        if self.daemon is None:
            return 0
        self.daemon.send_signal(signal_number)
        exit_code = self.daemon.wait(SECONDS_TO_ANSWER)
        self.daemon = None
        return exit_code

    def try_to(self, *arguments: str, text: bytes = b"", **variables: str) -> Outcome:
        """Runs `tally` with `text` as its input, and with more variables in its environment."""
        done = subprocess.run(
            [os.environ["TALLY"], *arguments],
            cwd=self.directory,
            env=self.environment | variables,
            input=text,
            capture_output=True,
            timeout=SECONDS_TO_ANSWER,
            check=False,
        )
        return Outcome(
            "$ tally " + " ".join(arguments),
            done.returncode,
            done.stdout.decode(),
            done.stderr.decode(),
        )

    def run(self, *arguments: str) -> str:
        """Runs `tally`, which must succeed, and returns what it printed."""
        outcome = self.try_to(*arguments)
        if outcome.exit_code != DONE:
            raise AssertionError(str(outcome))
        return outcome.output

    def ask(self, *arguments: str) -> Any:
        """The same with `-o json`; returns what the JSON says."""
        return json.loads(self.run("-o", "json", *arguments))

    def apply(self, book: str) -> Any:
        (self.directory / "book.yaml").write_text(book)
        return self.ask("apply", "book.yaml", "--yes")

    def record(self, source: str, rows: str) -> Any:
        """Records rows of CSV under the four columns that are needed."""
        path = self.directory / "counts.csv"
        path.write_text("observed_at,account,meter,quantity\n" + rows)
        return self.ask("counts", "record", "--source", source, "counts.csv")

    def draft(self, customer: str, month: str) -> Any:
        return self.ask("review", "--customer", customer, "--month", month)

    def approve(self, customer: str, month: str) -> str:
        """Approves the draft as it is, and returns the number of the invoice."""
        report = self.ask("approve", customer, "--month", month)
        return str(report["done"][0]["invoice_number"])

    def position(self) -> int:
        return int(self.ask("status")["position"])


@contextlib.contextmanager
def temporary_ledger() -> Iterator[Ledger]:
    """A ledger in a directory that is removed afterwards; its daemon must end well."""
    with tempfile.TemporaryDirectory(prefix="tally") as directory:
        ledger = Ledger(pathlib.Path(directory))
        try:
            yield ledger
        finally:
            exit_code = ledger.stop()
        if exit_code != 0 or "level=error" in ledger.log():
            raise AssertionError(f"tallyd did not end well:\n{ledger.log()}")


class LedgerTest(unittest.TestCase):
    """A test with a ledger of its own."""

    maxDiff = None

    def setUp(self) -> None:
        self.ledger = self.enterContext(temporary_ledger())


class SharedLedgerTest(unittest.TestCase):
    """A test whose methods share one ledger, and leave it as it is."""

    maxDiff = None
    ledger: Ledger

    @classmethod
    def setUpClass(cls) -> None:
        cls.ledger = cls.enterClassContext(temporary_ledger())


def minor_units(money: Any) -> int:
    return int(money["minor_units"])


def kinds(flags: Any) -> list[str]:
    """The names of flags, such as `stale_count`, in order."""
    return sorted(flag["kind"].removeprefix("FLAG_KIND_").lower() for flag in flags)
