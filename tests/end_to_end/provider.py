"""A service provider made up from a seed: a book, and what its sources counted in three months.

It looks for the places where billing goes wrong: halves of the minor unit, counts at local
midnight, plans that change, counts that are stale, missing or out of order.
"""

import csv
import datetime
import io
import random
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Optional

import yaml

import reference
from reference import MINOR_DIGITS, Book, Observation

# A zone, and the first of three months in it: mostly those in which the clocks change.
PLACES = [
    ("America/New_York", "2024-02"),
    ("America/New_York", "2024-10"),
    ("America/Denver", "2025-09"),
    ("Asia/Tokyo", "2026-01"),
    ("Asia/Kathmandu", "2025-12"),
    ("Africa/Cairo", "2024-03"),
    ("Australia/Lord_Howe", "2025-03"),
    ("Australia/Lord_Howe", "2025-09"),
    ("America/Sao_Paulo", "2018-09"),
    ("Europe/Dublin", "2026-02"),
    ("Pacific/Kiritimati", "2026-04"),
    ("Pacific/Apia", "2011-11"),  # 30 December is missing.
    ("America/Asuncion", "2023-08"),  # 1 October starts at 01:00.
    ("America/Havana", "2020-09"),  # 1 November has two midnights.
    ("UTC", "2023-12"),
]
RULES = ("period_start", "period_end", "peak")
MICROSECOND = datetime.timedelta(microseconds=1)
DAY = datetime.timedelta(days=1)


class BookDumper(yaml.SafeDumper):
    """A book has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass
class Provider:
    book: Book
    months: list[str]
    # By source.
    counts: dict[str, list[Observation]]

    def book_text(self) -> str:
        return yaml.dump(self.book, Dumper=BookDumper, allow_unicode=True, sort_keys=False)


def text_of(number: Fraction, decimals: int) -> str:
    """An exact decimal, with all its zeros."""
    units = number * 10**decimals
    assert units.denominator == 1
    digits = str(units.numerator).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


class Inventor:
    """Makes one provider."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.currency = self.random.choice(sorted(MINOR_DIGITS))
        self.zone, first_month = PLACES[seed % len(PLACES)]
        year, month = map(int, first_month.split("-"))
        numbers = [12 * year + month - 1 + offset for offset in range(3)]
        self.months = [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]
        self.taxes = {
            f"tax-{index}": {"name": f"Tax {index}", "rate": self.rate()}
            for index in range(self.random.randint(1, 3))
        }
        self.catalog = {f"item-{index}": self.item(index) for index in range(7)}
        self.sources = {name: self.source() for name in ("rmm", "distributor", "backup")}

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def provider(self, org_id: str) -> Provider:
        org = {
            "id": org_id,
            "name": "Ünïversal “IT” & Söhne: 東京",
            "currency": self.currency,
            "time_zone": self.zone,
            "rounding": self.random.choice(["half_away_from_zero", "half_even"]),
            "number_pattern": self.random.choice(["BILL-{YYYY}-{MM}-{NNN}", "{YY}/{N}"]),
            "payment_terms": self.terms(),
            "review": {
                "quantity_jump": {
                    "ratio": self.random.choice(["25%", "0%", "12.5%", "100%"]),
                    "units": self.random.choice(["3", "0", "0.5", "1"]),
                },
                "stale_after": self.random.choice(["48h", "2d", "7d", "36h"]),
            },
        }
        customers = {f"customer-{index}": self.customer(index) for index in range(6)}
        book = {
            "org": org,
            "taxes": self.taxes,
            "catalog": self.catalog,
            "sources": self.sources,
            "customers": customers,
        }
        return Provider(book, self.months, self.all_counts(book))

    # The book.

    def rate(self) -> str:
        return self.random.choice(["8.25%", "23%", "5%", "0%", "10%", "7.5%", "19.375%", "13.5%"])

    def item(self, index: int) -> Any:
        item = {"name": f"Item {index}: “größer”"}
        if self.chance(0.8):
            item["tax"] = self.random.choice([*self.taxes, "exempt"])
        return item

    def source(self) -> Any:
        items = self.random.sample(sorted(self.catalog), 3)
        return {"kind": "tool", "meters": {f"METER {item[-1]}": item for item in items}}

    def terms(self) -> str:
        return self.random.choice(["net_30", "due_on_receipt", "eom", "eom_15", "net_45"])

    def customer(self, index: int) -> Any:
        customer: dict[str, Any] = {"name": f"Customer {index}, 'Ltd'"}
        if self.chance(0.3):
            customer["currency"] = self.random.choice(sorted(MINOR_DIGITS))
        if self.chance(0.5):
            customer["tax"] = self.random.choice([*self.taxes, "exempt"])
        if self.chance(0.3):
            customer["payment_terms"] = self.terms()
        if self.chance(0.8):
            customer["external_ids"] = {"quickbooks": f"Q-{index}"}
        customer["accounts"] = {
            source: f"{source}: {index}" for source in self.sources if self.chance(0.9)
        }
        if self.chance(0.3):
            override = self.random.choice(sorted(self.sources))
            customer["meters"] = {override: {"UNMAPPED": self.random.choice(sorted(self.catalog))}}
        if self.chance(0.95):
            currency = customer.get("currency", self.currency)
            customer["plan"] = self.plans(MINOR_DIGITS[currency])
        return customer

    def plans(self, digits: int) -> list[Any]:
        """A plan, and those that take over: from a first of a month, or in the middle of one."""
        first, second, third = self.months
        days = [self.random.choice([f"{first}-01", "2010-05-17", f"{first}-02"])]
        for day in (f"{second}-01", f"{second}-15", f"{third}-01", f"{third}-02"):
            if self.chance(0.3):
                days.append(day)
        lines = [self.line(digits) for _ in range(self.random.randint(0, 6))]
        plans = []
        for day in days:
            plans.append({"from": day, "lines": [dict(line) for line in lines]})
            lines = [] if self.chance(0.15) else self.changed(lines, digits)
        return plans

    def changed(self, lines: list[Any], digits: int) -> list[Any]:
        changed = []
        for line in lines:
            if self.chance(0.15):
                continue
            changed.append(dict(line))
            if self.chance(0.3) and not isinstance(line["price"], dict):
                changed[-1]["price"] = self.price(digits)
        if self.chance(0.4):
            changed.append(self.line(digits))
        if self.chance(0.2):
            self.random.shuffle(changed)
        return changed

    def line(self, digits: int) -> Any:
        line: dict[str, Any] = {"item": self.random.choice(sorted(self.catalog))}
        if self.chance(0.15):
            line["id"] = f"line-{self.random.getrandbits(40)}"
        if self.chance(0.3):
            line["fixed"] = self.random.choice(["1", "6", "0", "2.5", "0.333333", "1000000"])
        else:
            source = self.random.choice(sorted(self.sources))
            meter = self.random.choice([*self.sources[source]["meters"], "NEVER SEEN", "UNMAPPED"])
            line["counted"] = {"source": source, "meter": meter}
            line["quantity"] = self.random.choice(RULES)
        follows = "counted" in line and self.chance(0.35)
        line["price"] = self.vendor_price() if follows else self.price(digits)
        return line

    def vendor_price(self) -> Any:
        markup = self.random.choice(["0%", "20%", "17.5%", "15%", "33.3333%", "250%"])
        return {"follow": "vendor", "markup": markup}

    def price(self, digits: int) -> str:
        """Often a half of the minor unit once it is multiplied, sometimes far less than one."""
        if self.chance(0.1):
            return self.random.choice(["0", "0.00042", "0.000000000001", "999999.99"])
        decimals = digits + self.random.choice([0, 0, 0, 1, 1, 2])
        units = self.random.randint(1, 200_000)
        if decimals > digits and self.chance(0.7):
            units = 5 * 10 ** (decimals - digits - 1) * (2 * self.random.randint(1, 9_999) + 1)
        return text_of(Fraction(units, 10**decimals), decimals)

    # What is counted.

    def all_counts(self, book: Book) -> dict[str, list[Observation]]:
        counts: dict[str, list[Observation]] = {source: [] for source in self.sources}
        for customer in book["customers"].values():
            currency = customer.get("currency", self.currency)
            for source, account in customer["accounts"].items():
                counts[source] += self.account_counts(source, account, currency)
        for source in self.sources:
            if self.chance(0.5):
                counts[source] += self.account_counts(source, "nobody's", self.currency)
            self.random.shuffle(counts[source])
        return counts

    def account_counts(self, source: str, account: str, currency: str) -> list[Observation]:
        meters = [meter for meter in self.sources[source]["meters"] if self.chance(0.85)]
        if self.chance(0.2):
            meters.append("UNMAPPED")
        observations = []
        for meter in meters:
            has_cost = source == "distributor" or self.chance(0.1)
            cost_currency = "SEK" if self.chance(0.1) else currency
            observations += self.series(account, meter, cost_currency if has_cost else "")
        return observations

    def series(self, account: str, meter: str, currency: str) -> list[Observation]:
        """No cost without a currency."""
        quantity = Fraction(self.random.choice([0, 1, 3, 7, 12, 25, 400]))
        cost: Optional[Fraction] = None
        observations = []
        for instant in sorted(self.instants()):
            if self.chance(0.2):
                quantity = max(Fraction(0), quantity + self.step())
            if currency and (cost is None or self.chance(0.1)):
                cost = self.cost(MINOR_DIGITS[currency])
            seen_cost = None if self.chance(0.05) else cost
            seen_currency = "" if seen_cost is None else currency
            observations.append(
                Observation(instant, account, meter, quantity, seen_cost, seen_currency)
            )
        return observations

    def step(self) -> Fraction:
        return self.random.choice(
            [Fraction(1), Fraction(-1), Fraction(3), Fraction(-3), Fraction(20), Fraction(-100)]
            + [Fraction(1, 2), Fraction(-1, 4), Fraction(self.random.randint(1, 999_999), 10**6)]
        )

    def cost(self, digits: int) -> Fraction:
        decimals = min(4, digits + 2)
        return Fraction(self.random.randint(0, 90_000), 10**decimals)

    def instants(self) -> set[datetime.datetime]:
        """Every few days from somewhere to somewhere, and on either side of the months' ends."""
        edges = [reference.bounds(month, self.zone)[0] for month in self.months]
        edges.append(reference.bounds(self.months[-1], self.zone)[1])
        first = self.random.choice([edges[0] - 40 * DAY, edges[0], edges[0], edges[1] - 9 * DAY])
        last = self.random.choice([edges[3], edges[3], edges[3], edges[2] - 5 * DAY])
        instants = set()
        instant = first
        while instant < last:
            instants.add(instant)
            instant += self.random.choice([DAY, 3 * DAY, 5 * DAY + 7 * MICROSECOND])
        for edge in edges:
            for near in (edge, edge - MICROSECOND, edge - 2 * DAY, edge - 2 * DAY - MICROSECOND):
                if self.chance(0.25):
                    instants.add(near)
        return instants


class CountsFiles:
    """Writes the counts of a source as tools do: in several files, no two written alike."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def split(self, observations: list[Observation]) -> list[str]:
        parts = self.random.randint(1, 3)
        return [self.text(observations[start::parts]) for start in range(parts)]

    def text(self, observations: list[Observation]) -> str:
        columns = ["observed_at", "account", "meter", "quantity", "unit_cost", "currency"]
        self.random.shuffle(columns)
        out = io.StringIO()
        if self.random.random() < 0.2:
            out.write("\N{BYTE ORDER MARK}")
        ending = self.random.choice(["\n", "\r\n"])
        quoting = self.random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        rows = csv.DictWriter(out, columns, lineterminator=ending, quoting=quoting)
        rows.writeheader()
        for seen in observations:
            rows.writerow(self.row(seen))
        return out.getvalue()

    def row(self, seen: Observation) -> dict[str, str]:
        offset = self.random.choice([0, 0, 330, -180, 765])
        zone = datetime.timezone(datetime.timedelta(minutes=offset))
        instant = seen.observed_at.astimezone(zone).isoformat()
        return {
            "observed_at": instant.replace("+00:00", "Z") if offset == 0 else instant,
            "account": seen.account,
            "meter": seen.meter,
            "quantity": text_of(seen.quantity, 6 if seen.quantity.denominator > 1 else 0),
            "unit_cost": "" if seen.unit_cost is None else text_of(seen.unit_cost, 4),
            "currency": seen.currency,
        }
