"""Every piece of docs/book.md is a piece of a book that the ledger takes, alone and with the rest."""

import pathlib
import re
import unittest
from dataclasses import dataclass, field

from ledger import LedgerTest

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "book.md"
# How far the lists of a customer are indented in the page's book.
PLAN, LINES = 6, 10


@dataclass
class Piece:
    """A block of YAML, and its lines by the section or list that it goes into."""

    text: str
    sections: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.text.startswith("- "):
            indent = PLAN if self.text.startswith("- from") else LINES
            self.sections["plan" if indent == PLAN else "lines"] = [
                " " * indent + line for line in self.text.splitlines()
            ]
            return
        section = ""
        for line in self.text.splitlines():
            if re.match(r"[a-z]", line):
                section = line.removesuffix(":")
                self.sections[section] = []
            elif line:
                self.sections[section].append(line)


def pieces() -> list[Piece]:
    blocks = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return [Piece(block) for block in blocks]


def book(org_id: str, base: Piece, *others: Piece) -> str:
    """The page's first book with other pieces in it, for an org of its own."""
    text = ""
    for name in dict.fromkeys(name for piece in (base, *others) for name in piece.sections):
        if name in ("plan", "lines"):
            continue
        lines = base.sections.get(name, [])
        added = [line for other in others for line in other.sections.get(name, [])]
        if name == "customers":
            # The last customer's last plan is open; new lines go into it, and new plans behind.
            for part in ("lines", "plan"):
                lines = lines + [each for other in others for each in other.sections.get(part, [])]
        text += "\n".join([f"{name}:", *lines, *added]) + "\n"
    return text.replace("id: harbourlight", f"id: {org_id}", 1)


class BookPageTest(LedgerTest):
    def apply_and_export(self, org_id: str, text: str) -> None:
        """Applies a book; what is exported then changes nothing."""
        report = self.ledger.apply(text)
        added = sum(len(part.get("added", [])) for part in report["parts"])
        self.assertEqual(int(report["applied"]), added, report)
        exported = self.ledger.run("--org", org_id, "export", "book")
        again = self.ledger.apply(exported)
        self.assertEqual(int(again.get("applied", 0)), 0, exported)
        self.assertEqual(int(self.ledger.apply(text).get("applied", 0)), 0)

    def test_each_piece_is_taken_alone(self) -> None:
        base, *others = pieces()
        self.assertGreater(len(others), 15)
        directory = next(piece for piece in others if "sources" in piece.sections)
        for index, piece in enumerate(others):
            with self.subTest(piece.text):
                org_id = f"org-{index}"
                needed = [] if piece is directory else [directory]
                self.apply_and_export(org_id, book(org_id, base, *needed, piece))

    def test_all_pieces_are_taken_and_billed_together(self) -> None:
        base, *others = pieces()
        self.apply_and_export("whole", book("whole", base, *others))
        rows = "2026-01-10T00:00:00Z,d-anchor,SEAT,30\n2026-01-10T00:00:00Z,d-anchor,GB,2345\n"
        (self.ledger.directory / "counts.csv").write_text(
            "observed_at,account,meter,quantity\n" + rows
        )
        org = ("--org", "whole")
        self.ledger.run(*org, "counts", "record", "--source", "distributor", "counts.csv")
        self.ledger.run(*org, "run", "start", "2026-01")
        draft = self.ledger.ask(
            *org, "review", "--customer", "anchor-brewing", "--month", "2026-01"
        )
        lines = {
            line["line"]["line_id"]: line["line"] for line in draft["content"]["lines"]
        }
        self.assertEqual(lines["fixed-line"]["quantity"], "1")
        self.assertEqual(lines["seats"]["quantity"], "30")
        self.assertEqual(lines["gigabytes"]["quantity"], "2400")
        self.assertEqual(lines["bundle.overage"]["quantity"], "5")
        self.assertEqual(lines["storage-blocks"]["amount"]["minor_units"], "9000")
        self.assertEqual(lines["goodwill"]["amount"]["minor_units"], "-500")


if __name__ == "__main__":
    unittest.main()
