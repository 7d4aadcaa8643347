"""A small provider for stories: two customers, one source, a tax of 20 %."""

BOOK = """\
org:
  id: acme-it
  name: Acme IT
  currency: USD
  time_zone: America/New_York
  payment_terms: net_30
taxes:
  sales: {name: Sales tax, rate: 20%}
catalog:
  server: {name: Server, tax: sales}
  seat: {name: Seat, tax: sales}
sources:
  rmm:
    kind: ninjaone
    meters: {SERVER: server, SEAT: seat}
customers:
  acme:
    name: Acme
    accounts: {rmm: "1"}
    external_ids: {xero: "C-1"}
    plan:
      - from: 2026-01-01
        lines:
          - {item: server, counted: {source: rmm, meter: SERVER}, quantity: period_end, price: 12.50}
  zeta:
    name: Zeta
    accounts: {rmm: "2"}
    external_ids: {xero: "C-2"}
    plan:
      - from: 2026-01-01
        lines:
          - {item: seat, counted: {source: rmm, meter: SEAT}, quantity: period_end, price: 4.00}
"""


def changed(*replacements: tuple[str, str]) -> str:
    """The book with each text, which must be there, replaced by another the first time."""
    book = BOOK
    for old, new in replacements:
        assert old in book, old
        book = book.replace(old, new, 1)
    return book
