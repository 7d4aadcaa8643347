"""Exports, proofs and tiles, as they are made and verified from the command line.

Tiles are verified by tiles.py, which shares nothing with the daemon. Signatures are checked with
`openssl pkeyutl` there; where there is no openssl, that one assertion is left out.
"""

import base64
import hashlib
import pathlib
import unittest
from typing import Any

from ledger import DONE, FAILED, UNREACHABLE, WRONG_USAGE, LedgerTest
from small_book import BOOK, changed
from tiles import OPENSSL, Tiles, is_signed_by, parse_checkpoint, tree_hash


def book_with_taxes(count: int, rate: int) -> str:
    """The book with so many more taxes, each of which is an event."""
    taxes = "".join(f"  t{i:04}: {{name: Tax {i}, rate: {rate}%}}\n" for i in range(count))
    return changed(("taxes:\n", "taxes:\n" + taxes))


class ProofsTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)
        at = "2026-08-31T12:00:00Z"
        self.ledger.record("rmm", f"{at},1,SERVER,7\n{at},2,SEAT,3\n")
        self.ledger.ask("run", "start", "2026-08", "--yes")
        self.numbers = {
            customer: self.ledger.approve(customer, "2026-08") for customer in ("acme", "zeta")
        }
        self.key = self.ledger.run("checkpoint", "--key").strip()
        self.path("key").write_text(self.key + "\n")

    def path(self, name: str) -> pathlib.Path:
        return self.ledger.directory / name

    def fails(self, *arguments: str, exit_code: int = FAILED) -> str:
        outcome = self.ledger.try_to(*arguments)
        self.assertEqual(outcome.exit_code, exit_code, str(outcome))
        self.assertEqual(outcome.output, "")
        json = self.ledger.try_to("-o", "json", *arguments)
        self.assertEqual(json.exit_code, exit_code)
        self.assertIn(json.refusal()["message"], json.errors)
        return outcome.errors

    def export(self, *arguments: str) -> Any:
        return self.ledger.ask("export", "log.export", *arguments)

    def verified(self, *arguments: str) -> Any:
        """What is verified of the export, with the daemon stopped."""
        self.export(*arguments)
        return self.ledger.ask("verify", "log.export", "--key", "key")

    def test_an_export_is_verified_without_a_daemon(self) -> None:
        report = self.export()
        size = self.ledger.position()
        self.assertEqual((int(report["size"]), int(report["event_count"])), (size, size))
        self.ledger.stop()
        self.assertEqual(self.ledger.try_to("status").exit_code, UNREACHABLE)
        for key in (self.key, "key"):
            text = self.ledger.run("verify", "log.export", "--key", key)
            self.assertIn(f"events 1–{size} of {size}, all of them", text)
            self.assertIn(report["origin"], text)
            self.assertIn(report["root"], text)
        verified = self.ledger.ask("verify", "log.export", "--key", "key")
        self.assertEqual(verified["root"], report["root"])
        self.assertTrue(verified["export"]["is_whole"])
        self.ledger.start()

    def test_parts_are_exported(self) -> None:
        part = self.verified("--from", "2", "--to", "4")["export"]
        self.assertEqual((part["first_position"], part["last_position"]), ("2", "4"))
        self.assertEqual((part["event_count"], part["is_whole"]), ("3", True))

        acme = self.verified("--customer", "acme")["export"]
        self.assertEqual((acme["org_id"], acme["customer_id"]), ("acme-it", "acme"))
        self.assertFalse(acme["is_whole"])
        events = self.ledger.ask("events", "list")["events"]
        streams = ("customers/acme", "plans/acme", "drafts/2026-08/acme")
        streams += (f"invoices/{self.numbers['acme']}",)
        expected = [event for event in events if event["stream"] in streams]
        self.assertEqual(int(acme["event_count"]), len(expected))
        self.assertIn("not proved", self.ledger.run("verify", "log.export", "--key", "key"))

        org = self.verified("--org", "acme-it")["export"]
        self.assertEqual(int(org["event_count"]), len(events))
        self.assertFalse(org["is_whole"])

    def test_what_cannot_be_exported_leaves_no_file(self) -> None:
        errors = self.fails("export", "log.export", "--from", "1000000")
        self.assertIn("first_position: is 1000000", errors)
        self.assertIn("customer_id", self.fails("export", "log.export", "--customer", "none"))
        self.fails("export", exit_code=WRONG_USAGE)
        self.fails("export", "f", "--tiles", "d", exit_code=WRONG_USAGE)
        self.fails("export", "--tiles", "d", "--from", "2", exit_code=WRONG_USAGE)
        self.fails("export", "none/log.export", exit_code=WRONG_USAGE)
        self.fails("export", "log.export", "--from", "0", exit_code=WRONG_USAGE)
        self.ledger.stop()
        self.fails("export", "log.export", exit_code=UNREACHABLE)
        self.assertEqual(list(self.ledger.directory.glob("log.export*")), [])
        self.ledger.start()

    def test_the_book_is_exported_as_ever(self) -> None:
        self.ledger.run("export", "book", "again.yaml")
        self.assertEqual(self.ledger.run("export", "book"), self.path("again.yaml").read_text())
        self.assertIn("nothing to change", self.ledger.run("apply", "again.yaml"))

    def test_a_changed_export_is_refused_with_the_event(self) -> None:
        self.export()
        whole = self.path("log.export").read_bytes()
        name = whole.index(b"Acme", whole.index(b"customers/acme"))
        position = next(
            int(event["position"])
            for event in self.ledger.ask("events", "list")["events"]
            if event["stream"] == "customers/acme"
        )
        self.path("bad").write_bytes(whole[:name] + b"Evil" + whole[name + 4 :])
        errors = self.fails("verify", "bad", "--key", "key")
        self.assertIn(f"bad: event {position} (customers/acme version 1): ", errors)
        self.assertIn("seal", errors)
        self.path("bad").write_bytes(whole[:-1])
        self.assertIn("cut off", self.fails("verify", "bad", "--key", "key"))
        self.path("bad").write_bytes(whole + b"x")
        self.fails("verify", "bad", "--key", "key")
        self.path("bad").write_bytes(b"")
        self.assertIn("header: ", self.fails("verify", "bad", "--key", "key"))

    def test_verify_says_what_it_needs(self) -> None:
        self.export()
        self.fails("verify", "log.export", exit_code=WRONG_USAGE)
        self.fails("verify", "--key", "key", exit_code=WRONG_USAGE)
        self.fails("verify", "none", "--key", "key", exit_code=WRONG_USAGE)
        self.fails("verify", "log.export", "--key", "none", exit_code=WRONG_USAGE)
        self.fails("verify", "log.export", "--key", "log.export", exit_code=WRONG_USAGE)
        self.fails("verify", "log.export", "--older", "a", "--key", "key", exit_code=WRONG_USAGE)
        for command in ("export", "verify", "prove", "checkpoint"):
            self.assertIn("Examples:", self.ledger.run(command, "--help"))

    def test_an_invoice_is_proved(self) -> None:
        number = self.numbers["acme"]
        report = self.ledger.ask("prove", number, "-O", "invoice.tlog-proof")
        printed = self.ledger.run("prove", number)
        self.assertEqual(printed, self.path("invoice.tlog-proof").read_text())
        self.assertTrue(printed.startswith("c2sp.org/tlog-proof@v1\nextra "))
        self.assertIn("invoice_number: ", self.fails("prove", "NONE-1"))
        self.ledger.stop()
        text = self.ledger.run("verify", "invoice.tlog-proof", "--key", "key")
        self.assertIn(f"invoice {number} was issued: event {report['position']}", text)
        verified = self.ledger.ask("verify", "invoice.tlog-proof", "--key", "key")
        self.assertEqual(verified["event"]["invoice_number"], number)
        self.path("bad").write_text(printed.replace("index ", "index 1"))
        self.fails("verify", "bad", "--key", "key")
        self.ledger.start()

    def test_another_ledgers_key_verifies_nothing(self) -> None:
        self.export()
        self.ledger.run("prove", self.numbers["acme"], "-O", "proof")
        name, _, key = self.key.split("+", 2)
        raw = b"\x01" + hashlib.sha256(b"another").digest()
        key_id = hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
        other = f"{name}+{key_id}+{base64.b64encode(raw).decode()}"
        for file in ("log.export", "proof"):
            self.fails("verify", file, "--key", other)

    def test_two_checkpoints_are_compared(self) -> None:
        self.path("older").write_text(self.ledger.run("checkpoint"))
        self.ledger.apply(book_with_taxes(20, 1))
        self.path("newer").write_text(self.ledger.run("checkpoint"))
        older = parse_checkpoint(self.path("older").read_bytes())
        newer = parse_checkpoint(self.path("newer").read_bytes())
        report = self.ledger.ask("verify", "--older", "older", "--newer", "newer", "--key", "key")
        self.assertEqual(int(report["growth"]["older_size"]), older.size)
        self.assertEqual(int(report["size"]), newer.size)
        text = self.ledger.run("verify", "--older", "older", "--newer", "newer", "--key", "key")
        self.assertIn("begins with", text)
        swapped = ("verify", "--older", "newer", "--newer", "older", "--key", "key")
        self.assertIn("does not go on from", self.fails(*swapped))

    def test_tiles_are_verified_by_others(self) -> None:
        self.ledger.apply(book_with_taxes(3000, 1))
        report = self.ledger.ask("export", "--tiles", "tiles")
        tiles = Tiles(self.path("tiles"))
        self.assertGreater(tiles.checkpoint.size, 3000)
        self.assertEqual(int(report["size"]), tiles.checkpoint.size)
        entries = tiles.verify()
        self.assertEqual(len(entries), self.ledger.position())
        if OPENSSL is not None:
            self.assertTrue(is_signed_by(tiles.checkpoint, self.key))
            forged = parse_checkpoint(
                (self.path("tiles") / "checkpoint").read_bytes().replace(b"\n3", b"\n4", 1)
            )
            self.assertFalse(is_signed_by(forged, self.key))

    def test_tiles_are_added_to(self) -> None:
        self.ledger.apply(book_with_taxes(1100, 1))
        first = self.ledger.ask("export", "--tiles", "tiles")
        before = {
            path: path.stat().st_mtime_ns
            for path in self.path("tiles").rglob("*")
            if path.is_file() and not path.parent.name.endswith(".p")
        }
        older = Tiles(self.path("tiles")).verify()
        self.assertEqual(self.ledger.ask("export", "--tiles", "tiles").get("written_files"), "0")
        self.ledger.apply(book_with_taxes(1100, 2))
        second = self.ledger.ask("export", "--tiles", "tiles")
        newer = Tiles(self.path("tiles")).verify()
        self.assertEqual(newer[: len(older)], older)
        self.assertGreater(len(newer), len(older))
        self.assertGreater(int(first["size"]), 1024)
        # Of the 1,100 new events: full tiles, partial ones, and no old one again.
        self.assertLess(int(second["written_files"]), 16)
        for path, time in before.items():
            if path.name != "checkpoint":
                self.assertEqual(path.stat().st_mtime_ns, time, path)
        # All is as if it had been written at once.
        self.ledger.run("export", "--tiles", "again")
        self.assertEqual(Tiles(self.path("again")).verify(), newer)
        full = [path for path in self.path("again").rglob("*") if path.is_file()]
        for path in full:
            same = self.path("tiles") / path.relative_to(self.path("again"))
            self.assertEqual(path.read_bytes(), same.read_bytes(), path)

    def test_tiles_of_another_log_are_left_alone(self) -> None:
        self.ledger.run("export", "--tiles", "tiles")
        note = self.path("tiles") / "checkpoint"
        forged = note.read_bytes().replace(b"tallyd/", b"tally2/")
        note.write_bytes(forged)
        errors = self.fails("export", "--tiles", "tiles")
        self.assertIn("tiles does not hold an earlier state", errors)
        self.assertEqual(note.read_bytes(), forged)

    def test_the_root_is_that_of_the_exported_events(self) -> None:
        report = self.ledger.ask("export", "--tiles", "tiles")
        entries = Tiles(self.path("tiles")).entries()
        hashes = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
        self.assertEqual(base64.b64decode(report["root"]), tree_hash(hashes))

    def test_what_was_signed_is_remembered(self) -> None:
        note = self.ledger.run("checkpoint")
        self.ledger.stop()
        self.assertEqual((self.path("data") / "signer" / "checkpoint").read_text(), note)
        self.ledger.start()
        self.assertEqual(self.ledger.run("checkpoint"), note)
        self.assertEqual(self.ledger.try_to("checkpoint").exit_code, DONE)


if __name__ == "__main__":
    unittest.main()
