"""Backups and refusals, as an operator sees them: `tally backup …`, `tally refusals …`."""

import contextlib
import json
import os
import shutil
import subprocess
import time
import unittest
from typing import Any, Iterator

from ledger import DONE, FAILED, SECONDS_TO_ANSWER, SECONDS_TO_START, WRONG_USAGE, LedgerTest
from small_book import BOOK


class BackupTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)

    def refused(self, *arguments: str) -> Any:
        """Runs a command that must fail, and returns what programs are told."""
        outcome = self.ledger.try_to("-o", "json", *arguments)
        self.assertEqual(outcome.exit_code, FAILED, outcome)
        return outcome.refusal()

    def tallyd(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Runs the daemon's program to its end."""
        return subprocess.run(
            [os.environ["TALLYD"], *arguments],
            cwd=self.ledger.directory,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_ANSWER,
            check=False,
        )

    @contextlib.contextmanager
    def daemon_on(self, data: str, *arguments: str) -> Iterator[None]:
        """Another daemon, which `tally` is asked of through other.sock."""
        command = [os.environ["TALLYD"], "--data", data, "--socket", "other.sock"]
        daemon = subprocess.Popen(
            [*command, "--listen", "none", *arguments],
            cwd=self.ledger.directory,
            stderr=subprocess.DEVNULL,
        )
        try:
            deadline = time.monotonic() + SECONDS_TO_START
            while self.other("status").exit_code != DONE:
                self.assertIsNone(daemon.poll(), "it does not serve")
                self.assertLess(time.monotonic(), deadline)
            yield
        finally:
            daemon.terminate()
            self.assertEqual(daemon.wait(SECONDS_TO_ANSWER), 0)

    def other(self, *arguments: str) -> Any:
        socket = str(self.ledger.directory / "other.sock")
        return self.ledger.try_to("--socket", socket, "-o", "json", *arguments)

    def test_a_backup_is_made_listed_verified_and_restored(self) -> None:
        self.assertEqual(self.ledger.run("backup", "list"), "No backups.\n")
        made = self.ledger.run("backup", "create")
        self.assertIn("Backup 1\n", made)
        self.assertRegex(made, r"events +9\n")
        self.assertIn("\n\N{EM DASH} tallyd/", made)
        self.ledger.record("rmm", "2026-01-31T12:00:00Z,1,SERVER,18\n")
        second = self.ledger.ask("backup", "create")
        self.assertEqual(second["backup_id"], 2)
        self.assertEqual(second["size"], str(self.ledger.position()))
        backups = self.ledger.ask("backup", "list")["backups"]
        self.assertEqual([backup["backup_id"] for backup in backups], [1, 2])
        self.assertEqual(backups[1], second)
        self.assertRegex(self.ledger.run("backup", "list"), r"(?m)^ +2 +\S+Z +10 +[\d,]+$")

        self.assertIn("Backup 2 is whole", self.ledger.run("backup", "verify"))
        self.assertIn("Backup 1 is whole", self.ledger.run("backup", "verify", "1"))
        self.assertEqual(self.ledger.ask("backup", "verify", "latest")["position"], "10")

        text = self.ledger.run("backup", "restore", "restored")
        directory = self.ledger.directory / "restored"
        self.assertIn(f"tallyd --data {directory} --signer DIR", text)
        self.assertFalse((directory / "signer").exists())
        with self.daemon_on("restored"):
            customers = self.ledger.ask("customers", "list")
            self.assertEqual(self.other("customers", "list").json(), customers)
        self.assertEqual(self.tallyd("--data", "restored", "--rebuild").returncode, 0)

    def test_an_earlier_backup_does_not_pass_for_the_ledger(self) -> None:
        self.ledger.run("backup", "create")
        self.ledger.record("rmm", "2026-01-31T12:00:00Z,1,SERVER,18\n")
        self.ledger.run("backup", "create")
        self.ledger.run("backup", "restore", "1", "restored")
        refused = self.tallyd(
            "--data", "restored", "--signer", "data/signer", "--listen", "none"
        )
        self.assertEqual(refused.returncode, 1, refused)
        self.assertRegex(refused.stderr, r"tallyd: the log ends at position 9, but .* 10 events")

    def test_a_restore_overwrites_nothing(self) -> None:
        self.ledger.run("backup", "create")
        for arguments in (["data"], ["1", "data"], ["book.yaml"]):
            refusal = self.refused("backup", "restore", *arguments)
            self.assertEqual(refusal["reason"], "REASON_DIRECTORY_EXISTS")
            self.assertEqual(refusal["field"], "directory")
        refusal = self.refused("backup", "restore", "7", "restored")
        self.assertEqual(refusal["reason"], "REASON_BACKUP_NOT_FOUND")
        self.assertFalse((self.ledger.directory / "restored").exists())
        self.assertEqual(self.ledger.position(), 9)

    def test_a_damaged_backup_is_found(self) -> None:
        self.ledger.run("backup", "create")
        (meta,) = (self.ledger.directory / "data" / "backups" / "meta").iterdir()
        content = meta.read_bytes()
        meta.write_bytes(content.replace(content[:1], b"9", 1))
        outcome = self.ledger.try_to("backup", "verify")
        self.assertEqual(outcome.exit_code, FAILED, outcome)
        self.assertIn("backup 1 is damaged", outcome.errors)
        self.assertIn("cannot be read", self.ledger.run("backup", "list"))
        meta.write_bytes(content)
        self.ledger.run("backup", "verify")

    def test_what_is_no_backup_is_wrong_usage(self) -> None:
        for arguments in (
            ["verify", "x"],
            ["verify", "0"],
            ["restore"],
            ["restore", "x", "y"],
            ["restore", "1", "y", "z"],
            ["create", "x"],
            [],
        ):
            outcome = self.ledger.try_to("backup", *arguments)
            self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)

    def test_the_daemon_s_program_restores_alone(self) -> None:
        self.ledger.run("backup", "create")
        self.ledger.stop()
        shutil.move(self.ledger.directory / "data", self.ledger.directory / "lost")
        arguments = ("--restore", "latest", "--backups", "lost/backups", "--data", "data")
        restored = self.tallyd(*arguments)
        self.assertEqual(restored.returncode, 0, restored)
        self.assertIn("restored backup 1 to ", restored.stdout)
        again = self.tallyd(*arguments)
        self.assertEqual(again.returncode, 1, again)
        self.assertIn("is there already", again.stderr)
        shutil.move(self.ledger.directory / "lost" / "signer", self.ledger.directory / "data")
        self.ledger.start()
        self.assertEqual(self.ledger.position(), 9)

    def test_refusals_are_listed_and_followed(self) -> None:
        self.assertEqual(self.ledger.run("refusals", "list"), "No refusals.\n")
        for _ in range(3):
            self.ledger.try_to("void", "BILL-1", "--reason", "wrong", "--actor", "bob", "--yes")
        for number in range(2, 14):
            actor = f"actor{number}"
            self.ledger.try_to("void", "BILL-1", "--reason", "w", "--actor", actor, "--yes")
        records = self.ledger.ask("refusals", "list")["refusals"]
        self.assertEqual([record["number"] for record in records], [str(n) for n in range(1, 14)])
        self.assertEqual(records[0]["actor"], "bob")
        self.assertEqual(records[0]["repeated_count"], "2")
        self.assertEqual(records[0]["command"], "tally.v1.VoidInvoice")
        self.assertEqual(records[0]["refusal"]["reason"], "REASON_INVOICE_NOT_FOUND")
        self.assertEqual(records[0]["judged_position"], "9")
        table = self.ledger.run("refusals", "list")
        self.assertRegex(table, r"(?m)^ +1 +\S+ +bob +VoidInvoice +invoice_not_found +.* 3 +9$")

        lines = self.ledger.run("refusals", "tail").splitlines()
        self.assertEqual([line.split()[0] for line in lines], [str(n) for n in range(4, 14)])
        (line,) = self.ledger.run("-o", "json", "refusals", "tail", "--limit", "1").splitlines()
        self.assertEqual(json.loads(line), records[-1])

        follower = subprocess.Popen(
            [os.environ["TALLY"], "-o", "json", "refusals", "tail", "--limit", "2", "--follow"],
            cwd=self.ledger.directory,
            env=self.ledger.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert follower.stdout is not None
        with follower.stdout:
            self.assertEqual(json.loads(follower.stdout.readline())["number"], "12")
            self.assertEqual(json.loads(follower.stdout.readline())["number"], "13")
            for number in (14, 15):
                self.ledger.try_to(
                    "void", "BILL-2", "--reason", "w", "--actor", f"a{number}", "--yes"
                )
                record = json.loads(follower.stdout.readline())
                self.assertEqual(record["number"], str(number))
                self.assertEqual(record["actor"], f"a{number}")
            follower.terminate()
            follower.wait(SECONDS_TO_ANSWER)


if __name__ == "__main__":
    unittest.main()
