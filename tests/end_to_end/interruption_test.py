"""The daemon is killed while a large file of counts streams in; recording it again completes it."""

import os
import subprocess
import time
import unittest

from ledger import SECONDS_TO_ANSWER, UNREACHABLE, LedgerTest
from small_book import BOOK

ROWS = 150_000


def rows() -> str:
    """One row of each of a thousand meters a minute, for 150 minutes."""
    lines = ["observed_at,account,meter,quantity"]
    for index in range(ROWS):
        minute, meter = divmod(index, 1_000)
        lines.append(f"2026-01-01T{minute // 60:02}:{minute % 60:02}:00Z,1,M-{meter},{index}")
    return "\n".join(lines) + "\n"


class InterruptionTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)
        (self.ledger.directory / "large.csv").write_text(rows())

    def test_a_killed_daemon_loses_nothing_and_recording_again_completes(self) -> None:
        outcome = self.record_while_the_daemon_dies()
        self.assertEqual(outcome.returncode, UNREACHABLE, outcome)
        errors = outcome.stderr.decode()
        self.assertRegex(errors, r"tally: large\.csv: the daemon at .*tally\.sock cannot answer")
        self.assertRegex(outcome.stdout.decode(), r"[\d,]+ recorded, 0 already known, 0 refused")
        told = int(outcome.stdout.decode().split(" recorded")[0].split()[-1].replace(",", ""))

        self.ledger.start()
        recorded = self.recorded()
        self.assertGreaterEqual(recorded, told)
        self.assertTrue(0 < recorded < ROWS, recorded)
        report = self.ledger.ask("counts", "record", "--source", "rmm", "large.csv")
        self.assertEqual(report["rows"], ROWS)
        self.assertEqual(report["already_known"], recorded)
        self.assertEqual(report["recorded"], ROWS - recorded)
        self.assertEqual(self.recorded(), ROWS)
        self.check_counts_of("M-7")

    def record_while_the_daemon_dies(self) -> "subprocess.CompletedProcess[bytes]":
        before = self.ledger.position()
        command = [os.environ["TALLY"], "counts", "record", "--source", "rmm", "large.csv"]
        client = subprocess.Popen(
            command,
            cwd=self.ledger.directory,
            env=self.ledger.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while self.ledger.position() < before + 20 and time.monotonic() < deadline:
            self.assertIsNone(client.poll(), "the file was recorded before the daemon was killed")
        self.ledger.kill()
        output, errors = client.communicate(timeout=SECONDS_TO_ANSWER)
        return subprocess.CompletedProcess(command, client.returncode, output, errors)

    def recorded(self) -> int:
        """How many counts the log holds."""
        events = self.ledger.ask("events", "list", "--type", "CountsRecorded")["events"]
        return sum(len(event["event"]["counts_recorded"]["observations"]) for event in events)

    def check_counts_of(self, meter: str) -> None:
        """Each once, in order."""
        counts = self.ledger.ask(
            "counts", "list", "--source", "rmm", "--account", "1", "--meter", meter
        )["counts"]
        quantities = [int(count["observation"]["quantity"]) for count in counts]
        self.assertEqual(quantities, list(range(int(meter[2:]), ROWS, 1_000)))


if __name__ == "__main__":
    unittest.main()
