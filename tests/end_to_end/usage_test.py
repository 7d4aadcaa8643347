"""Time, costs, triggers and rates reach the ledger from files and one by one, as the docs say."""

import csv
import io
import pathlib
import re
import unittest
from dataclasses import dataclass
from typing import Any

from ledger import DONE, FAILED, PARTLY_DONE, UNREACHABLE, WRONG_USAGE, LedgerTest, SharedLedgerTest
from small_book import changed

DOCS = pathlib.Path(__file__).parents[2] / "docs" / "usage.md"
BOOK = changed(
    ("sources:\n", "sources:\n  psa: {kind: halopsa}\n"),
    ("    name: Acme\n", "    name: Acme\n    currency: EUR\n"),
)

# By group of commands, a file with two entries.
TIME = """\
entry,customer,date,minutes
t1,acme,2026-01-05,90
t2,zeta,2026-01-06,30
"""
CHARGES = """\
entry,customer,date,kind,quantity,unit_cost,currency
c1,acme,2026-01-05,hardware,2,410.50,EUR
c2,zeta,2026-01-06,expense,1,48.20,USD
"""
TRIGGERS = """\
key,customer,kind,date
m1,acme,milestone,2026-01-05
m2,zeta,deal,2026-01-06
"""
RATES = """\
from,to,rate,date,source
EUR,USD,1.0895,2026-01-05,ECB
GBP,USD,1.31,2026-01-05,BoE
"""


@dataclass(frozen=True)
class Kind:
    group: str
    file: str
    list: str
    # Which column to change so that an entry contradicts the one that is known.
    column: str
    value: str
    record: tuple[str, ...] = ("--source", "psa")

    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.file)))

    def file_with(self, rows: list[dict[str, str]]) -> bytes:
        out = io.StringIO()
        writer = csv.DictWriter(out, self.file.splitlines()[0].split(","))
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue().encode()


KINDS = [
    Kind("time", TIME, "entries", "minutes", "91"),
    Kind("charges", CHARGES, "charges", "unit_cost", "410.51"),
    Kind("triggers", TRIGGERS, "triggers", "date", "2026-01-04"),
    Kind("rates", RATES, "rates", "rate", "1.09", record=()),
]


class UsageTest(LedgerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ledger.apply(BOOK)

    def record(self, kind: Kind, content: bytes, *options: str) -> Any:
        return self.ledger.try_to(
            "-o", "json", *options, kind.group, "record", *kind.record, "-", text=content
        )

    def test_files_are_recorded_once_and_listed(self) -> None:
        for kind in KINDS:
            with self.subTest(kind.group):
                outcome = self.record(kind, kind.file.encode())
                self.assertEqual(outcome.exit_code, DONE, outcome)
                self.assertEqual(outcome.json()["recorded"], 2)
                position = self.ledger.position()
                self.assertEqual(self.record(kind, kind.file.encode()).json()["already_known"], 2)
                self.assertEqual(self.ledger.position(), position)
                self.assertEqual(len(self.ledger.ask(kind.group, "list")[kind.list]), 2)
                table = self.ledger.run(kind.group, "list")
                for row in kind.rows():
                    self.assertIn(next(iter(row.values())), table)
                before = self.ledger.run("--as-of", str(position - 1), kind.group, "list")
                self.assertTrue(before.startswith("No "), before)
        self.ledger.restart()
        for kind in KINDS:
            self.assertEqual(len(self.ledger.ask(kind.group, "list")[kind.list]), 2)
        self.assertIn("Passed", self.ledger.run("audit"))

    def test_files_are_read_by_name_too(self) -> None:
        for kind in KINDS:
            path = self.ledger.directory / f"{kind.group}.csv"
            path.write_text(kind.file)
            report = self.ledger.run(kind.group, "record", *kind.record, path.name)
            self.assertIn("2 rows: 2 recorded, 0 already known, 0 refused", report)

    def test_what_contradicts_is_refused_by_row_and_column_and_the_rest_is_recorded(self) -> None:
        for kind in KINDS:
            with self.subTest(kind.group):
                first, second = kind.rows()
                self.record(kind, kind.file_with([first]))
                contradiction = first | {kind.column: kind.value}
                outcome = self.record(kind, kind.file_with([contradiction, second]))
                self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
                report = outcome.json()
                self.assertEqual((report["recorded"], report["refused_rows"]), (1, 1))
                refused = report["refused"][0]
                self.assertEqual((int(refused["row"]), refused["field"]), (2, kind.column))
                self.assertIn("was recorded as", refused["message"])

    def test_what_cannot_be_sent_is_told_by_row_and_column(self) -> None:
        time, charges, triggers, rates = KINDS
        bad = [
            (time, "minutes", "1.5", "not a number of minutes"),
            (time, "customer", "nobody", 'there is no "nobody"'),
            (time, "date", "2999-01-01", "in the future"),
            (charges, "kind", "travel", "hardware, expense"),
            (charges, "currency", "EURO", "ISO 4217"),
            (triggers, "kind", "wonder", "milestone, deal"),
            (triggers, "key", "", "is missing"),
            (rates, "rate", "0", "above 0"),
            (rates, "to", "EUR", "as from_currency is"),
        ]
        for kind, column, value, words in bad:
            with self.subTest(f"{kind.group} {column} {value}"):
                row = kind.rows()[0] | {column: value}
                outcome = self.record(kind, kind.file_with([row]))
                self.assertEqual(outcome.exit_code, PARTLY_DONE, outcome)
                refused = outcome.json()["refused"][0]
                self.assertEqual((int(refused["row"]), refused["field"]), (2, column), refused)
                self.assertIn(words, refused["message"])

    def test_a_wrong_file_or_source_is_refused_as_a_whole(self) -> None:
        for kind in KINDS:
            with self.subTest(kind.group):
                header = kind.file.splitlines()[0]
                for content, words in (
                    (b"", "empty"),
                    (header.replace("date", "day").encode(), "day"),
                    (header.replace(",date", "").encode(), "no column date"),
                ):
                    outcome = self.record(kind, content)
                    self.assertEqual(outcome.exit_code, WRONG_USAGE, outcome)
                    self.assertIn(words, outcome.errors)
                missing = self.ledger.try_to(kind.group, "record", *kind.record, "none.csv")
                self.assertEqual(missing.exit_code, WRONG_USAGE, missing)
                fixed = self.record(kind, kind.file.encode(), "--request-id", "r1")
                self.assertEqual(fixed.exit_code, WRONG_USAGE, fixed)
                if kind.record:
                    unknown = self.ledger.try_to(
                        kind.group, "record", "-s", "none", "-", text=kind.file.encode()
                    )
                    self.assertEqual(unknown.exit_code, FAILED, unknown)
                    self.assertIn("source_id", unknown.errors)

    def test_long_files_go_in_batches(self) -> None:
        rows = "".join(f"t{i},acme,2026-01-05,30\n" for i in range(1_234))
        report = self.record(KINDS[0], b"entry,customer,date,minutes\n" + rows.encode()).json()
        self.assertEqual(report["recorded"], 1_234)
        listed = self.ledger.ask("time", "list", "--customer", "acme")["entries"]
        self.assertEqual(len(listed), 1_234)

    def test_a_daemon_that_is_not_there_is_told(self) -> None:
        self.ledger.stop()
        for kind in KINDS:
            outcome = self.record(kind, kind.file.encode(), "--org", "acme-it")
            self.assertEqual(outcome.exit_code, UNREACHABLE, outcome)
        self.ledger.start()

    def test_one_trigger_and_one_rate_are_added(self) -> None:
        trigger = ["triggers", "add", "acme", "m9", "-s", "psa", "-k", "deal", "-d", "2026-01-05"]
        rate = ["rates", "add", "EUR", "USD", "1.1", "-d", "2026-01-05", "-s", "ECB"]
        for command in (trigger, rate):
            self.assertIn(": recorded", self.ledger.run("--request-id", command[0], *command))
            # Sent again it is the same request; as another request it is already known.
            self.assertIn(": recorded", self.ledger.run("--request-id", command[0], *command))
            self.assertIn(": already known", self.ledger.run(*command))
        for command, field in (
            ([*trigger[:-1], "2026-01-06"], "date"),
            ([*trigger, "--amount", "5", "--percent", "5"], "percent"),
            ([*rate[:4], "1.2", *rate[5:]], "rate"),
        ):
            outcome = self.ledger.try_to("-o", "json", *command)
            self.assertEqual(outcome.exit_code, FAILED, outcome)
            self.assertEqual(outcome.refusal()["field"], field)
        self.assertEqual(
            self.ledger.try_to(*trigger[:-4], "-k", "wonder", "-d", "2026-01-05").exit_code,
            WRONG_USAGE,
        )

    def test_open_invoices_are_revalued(self) -> None:
        for rate, date in (("1.10", "2020-01-01"), ("1.25", "2998-01-01")):
            self.ledger.run("rates", "add", "EUR", "USD", rate, "-d", date, "-s", "ECB")
        self.ledger.record("rmm", "2026-01-31T12:00:00Z,1,SERVER,2\n")
        self.ledger.run("run", "start", "2026-01")
        number = self.ledger.approve("acme", "2026-01")
        invoice = self.ledger.ask("invoices", "show", number)["invoice"]
        total = int(invoice["base_totals"]["totals"]["total"]["minor_units"])
        self.assertEqual(total, 3_300)  # 2 at 12.50 and 20 % of sales tax, at 1.10.
        value = self.ledger.ask("rates", "revalue", "--date", "2998-01-01")["invoices"][0]
        self.assertEqual(value["invoice_number"], number)
        self.assertEqual(int(value["unrealised"]["minor_units"]), 450)
        table = self.ledger.run("rates", "revalue", "--date", "2998-01-01")
        for words in (number, "30.00 EUR", "1.1 of 2020-01-01", "33.00", "37.50", "+4.50"):
            self.assertIn(words, table)


class DocsTest(SharedLedgerTest):
    """What docs/usage.md shows works as it stands."""

    def test_every_file_and_command(self) -> None:
        self.ledger.apply(BOOK)
        text = DOCS.read_text()
        files = re.findall(r"`(\S+\.csv)`:\n\n```csv\n(.*?)```", text, re.DOTALL)
        self.assertEqual(len(files), 4)
        for name, content in files:
            (self.ledger.directory / name).write_text(content)
        commands = [
            line
            for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
            for line in block.splitlines()
        ]
        self.assertGreater(len(commands), 10)
        for command in commands:
            with self.subTest(command):
                program, *arguments = command.split()
                self.assertEqual(program, "tally")
                output = self.ledger.run(*arguments)
                if "record" in arguments:
                    self.assertIn(" 0 refused", output)


if __name__ == "__main__":
    unittest.main()
