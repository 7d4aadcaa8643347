"""What a month's billing must come to, in exact fractions, from a book and observations.

Written from the rules alone (docs/billing-rules.md), and in another language than the product, so
that the two can only agree by being right. It knows no ledger: a month is a pure function of the
book, the observations, and the month before.
"""

import datetime
import zoneinfo
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Iterable, Optional

Book = dict[str, Any]

MINOR_DIGITS = {"USD": 2, "EUR": 2, "GBP": 2, "SEK": 2, "JPY": 0, "CLP": 0}
MINOR_DIGITS |= {"KWD": 3, "TND": 3, "CLF": 4}
BLOCKING = {"missing_count", "stale_count", "unmapped_meter", "missing_cost"}


@dataclass(frozen=True)
class Observation:
    observed_at: datetime.datetime
    account: str
    meter: str
    quantity: Fraction
    unit_cost: Optional[Fraction] = None
    currency: str = ""


@dataclass(frozen=True)
class Delta:
    """Effects and change are in minor units."""

    quantity: Fraction
    unit_price: Fraction
    change: int
    quantity_effect: int
    price_effect: int


@dataclass
class Line:
    line_id: str
    item: str
    quantity: Fraction
    unit_price: Fraction
    amount: int
    tax: str
    flags: set[str]
    delta: Optional[Delta] = None


@dataclass
class Unmapped:
    """Meters that are billed to no one: the quantity, and the cost in minor units if known."""

    meters: dict[str, tuple[Fraction, Optional[tuple[int, str]]]] = field(default_factory=dict)


@dataclass
class Draft:
    currency: str
    due: str
    lines: list[Line]
    # Taxable and tax, by tax.
    taxes: dict[str, tuple[int, int]]
    flags: set[str]
    # By id: less last month's amount.
    vanished: dict[str, int] = field(default_factory=dict)
    previous_net: Optional[int] = None

    @property
    def net(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def tax(self) -> int:
        return sum(tax for _, tax in self.taxes.values())

    def blocks(self) -> bool:
        return bool(BLOCKING & self.flags.union(*(line.flags for line in self.lines)))


@dataclass
class Month:
    drafts: dict[str, Draft]
    # Who gets none, and whether that needs a look.
    skipped: dict[str, bool]
    unmapped: dict[tuple[str, str], Unmapped]


def rounded(exact: Fraction, digits: int, half_even: bool) -> int:
    """In units of the last of `digits` decimals."""
    scaled = abs(exact) * 10**digits
    units, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if twice > 0 or (twice == 0 and (not half_even or units % 2 == 1)):
        units += 1
    return units if exact >= 0 else -units


def bounds(month: str, time_zone: str) -> tuple[datetime.datetime, datetime.datetime]:
    """The first instants of the month and of the next one."""
    zone = zoneinfo.ZoneInfo(time_zone)
    start = datetime.datetime.fromisoformat(f"{month}-01").replace(tzinfo=zone)
    end = (start + datetime.timedelta(days=31)).replace(day=1)
    return start.astimezone(datetime.timezone.utc), end.astimezone(datetime.timezone.utc)


def percent(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / 100


class Billing:
    """Bills one month."""

    def __init__(self, book: Book, counts: dict[str, list[Observation]], month: str) -> None:
        self.book, self.counts, self.month = book, counts, month
        self.org = book["org"]
        self.half_even = self.org.get("rounding") == "half_even"
        self.start, self.end = bounds(month, self.org["time_zone"])

    def run(self, previous: Optional[Month]) -> Month:
        result = Month({}, {}, self.unmapped_accounts())
        for customer_id, customer in self.book["customers"].items():
            before = previous.drafts.get(customer_id) if previous else None
            draft = self.draft(customer)
            if not self.is_billable(draft):
                had_some = before is not None and before.net > 0
                result.skipped[customer_id] = had_some or "unmapped_meter" in draft.flags
                continue
            if previous is not None:
                self.compare(draft, before)
            result.drafts[customer_id] = draft
        return result

    def draft(self, customer: Any) -> Draft:
        currency = customer.get("currency", self.org["currency"])
        plans = [plan for plan in customer.get("plan", ()) if plan["from"] <= f"{self.month}-01"]
        plan = max(plans, key=lambda each: each["from"], default={"lines": []})
        lines = [self.line(customer, line, currency) for line in plan["lines"]]
        for index, line in enumerate(lines):
            nth = sum(1 for other in lines[: index + 1] if other.item == line.item)
            implied = line.item if nth == 1 else f"{line.item}-{nth}"
            line.line_id = plan["lines"][index].get("id", implied)
        flags = set()
        if not customer.get("external_ids"):
            flags.add("no_accounting_mapping")
        if any(self.unmapped_meters(customer, plan)):
            flags.add("unmapped_meter")
        due = customer.get("payment_terms", self.org.get("payment_terms", "due_on_receipt"))
        return Draft(currency, due, lines, self.taxes(lines, currency), flags)

    def line(self, customer: Any, line: Any, currency: str) -> Line:
        flags: set[str] = set()
        last: Optional[Observation] = None
        if "fixed" in line:
            quantity = Fraction(line["fixed"])
        else:
            series = self.series(customer, line["counted"])
            last = self.last_before(series, self.end)
            quantity = self.counted(series, line["quantity"])
            if last is None:
                flags.add("missing_count")
            elif self.end - last.observed_at > self.stale_after():
                flags.add("stale_count")
        price = self.price(line["price"], last, currency, flags)
        if price == 0:
            flags.add("zero_price")
        amount = rounded(quantity * price, MINOR_DIGITS[currency], self.half_even)
        tax = self.tax_on(customer, line["item"])
        return Line("", line["item"], quantity, price, amount, tax, flags)

    def series(self, customer: Any, counted: Any) -> list[Observation]:
        account = customer.get("accounts", {}).get(counted["source"])
        return [
            seen
            for seen in self.counts.get(counted["source"], ())
            if seen.account == account and seen.meter == counted["meter"]
        ]

    @staticmethod
    def last_before(
        series: Iterable[Observation], instant: datetime.datetime
    ) -> Optional[Observation]:
        before = [seen for seen in series if seen.observed_at < instant]
        return max(before, key=lambda seen: seen.observed_at, default=None)

    def counted(self, series: list[Observation], rule: str) -> Fraction:
        inside = [seen for seen in series if self.start <= seen.observed_at < self.end]
        first = min(inside, key=lambda seen: seen.observed_at, default=None)
        at_start = self.last_before(series, self.start) or first
        at_end = self.last_before(series, self.end)
        if at_start is None or at_end is None:
            return Fraction(0)
        if rule == "period_start":
            return at_start.quantity
        if rule == "period_end":
            return at_end.quantity
        return max(at_start.quantity, *(seen.quantity for seen in [at_start, *inside]))

    def price(
        self, price: Any, last: Optional[Observation], currency: str, flags: set[str]
    ) -> Fraction:
        if not isinstance(price, dict):
            return Fraction(price)
        if last is None:
            return Fraction(0)
        if last.unit_cost is None or last.currency != currency:
            flags.add("missing_cost")
            return Fraction(0)
        digits = MINOR_DIGITS[currency]
        marked_up = last.unit_cost * (1 + percent(price["markup"]))
        return Fraction(rounded(marked_up, digits, self.half_even), 10**digits)

    def stale_after(self) -> datetime.timedelta:
        text = self.org["review"]["stale_after"]
        return datetime.timedelta(hours=int(text[:-1]) * (24 if text.endswith("d") else 1))

    def tax_on(self, customer: Any, item: str) -> str:
        of_item = self.book["catalog"][item].get("tax", "exempt")
        of_customer = customer.get("tax", of_item)
        return "" if "exempt" in (of_item, of_customer) else of_customer

    def taxes(self, lines: list[Line], currency: str) -> dict[str, tuple[int, int]]:
        taxes = {}
        for tax in {line.tax for line in lines}:
            taxable = sum(line.amount for line in lines if line.tax == tax)
            rate = percent(self.book["taxes"][tax]["rate"]) if tax else Fraction(0)
            taxes[tax] = (taxable, rounded(taxable * rate, 0, self.half_even))
        return taxes

    @staticmethod
    def is_billable(draft: Draft) -> bool:
        return any(line.quantity != 0 or BLOCKING & line.flags for line in draft.lines)

    def compare(self, draft: Draft, before: Optional[Draft]) -> None:
        old_lines = {line.line_id: line for line in before.lines} if before else {}
        draft.previous_net = before.net if before else 0
        for line in draft.lines:
            old = old_lines.pop(line.line_id, None)
            if old is None:
                line.flags.add("new_line")
                line.delta = Delta(Fraction(0), Fraction(0), line.amount, line.amount, 0)
                continue
            self.compare_line(draft, line, old)
        draft.vanished = {line_id: -old.amount for line_id, old in old_lines.items()}

    def compare_line(self, draft: Draft, line: Line, old: Line) -> None:
        more = line.quantity - old.quantity
        digits = MINOR_DIGITS[draft.currency]
        effect = rounded(more * old.unit_price, digits, self.half_even)
        change = line.amount - old.amount
        line.delta = Delta(old.quantity, old.unit_price, change, effect, change - effect)
        jump = self.org["review"]["quantity_jump"]
        is_large = abs(more) >= percent(jump["ratio"]) * old.quantity
        if more != 0 and is_large and abs(more) >= Fraction(jump["units"]):
            line.flags.add("quantity_jump")
        if line.unit_price != old.unit_price:
            line.flags.add("price_change")

    def unmapped_meters(self, customer: Any, plan: Any) -> Iterable[Unmapped]:
        """What is counted on the customer's accounts and neither mapped to an item nor billed."""
        for source, account in customer.get("accounts", {}).items():
            known = set(self.book["sources"][source].get("meters", {}))
            known |= set(customer.get("meters", {}).get(source, {}))
            for line in plan["lines"]:
                if line.get("counted", {}).get("source") == source:
                    known.add(line["counted"]["meter"])
            unmapped = self.standing(source, account, known)
            if unmapped.meters:
                yield unmapped

    def unmapped_accounts(self) -> dict[tuple[str, str], Unmapped]:
        owned = {
            (source, account)
            for customer in self.book["customers"].values()
            for source, account in customer.get("accounts", {}).items()
        }
        unmapped = {}
        for source, observations in self.counts.items():
            for account in {seen.account for seen in observations}:
                standing = self.standing(source, account, set())
                if (source, account) not in owned and standing.meters:
                    unmapped[source, account] = standing
        return unmapped

    def standing(self, source: str, account: str, known: set[str]) -> Unmapped:
        unmapped = Unmapped()
        of_account = [seen for seen in self.counts[source] if seen.account == account]
        for meter in sorted({seen.meter for seen in of_account} - known):
            series = [seen for seen in of_account if seen.meter == meter]
            last = self.last_before(series, self.end)
            if last is None or (last.quantity == 0 and last.observed_at < self.start):
                continue
            cost = None
            if last.unit_cost is not None:
                exact, digits = last.quantity * last.unit_cost, MINOR_DIGITS[last.currency]
                cost = (rounded(exact, digits, self.half_even), last.currency)
            unmapped.meters[meter] = (last.quantity, cost)
        return unmapped
