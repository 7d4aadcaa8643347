// FjordBook: a book with each kind of thing that a month of counts needs, and changes of it.

#pragma once

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace tally {

inline constexpr char kFjordBook[] = R"(# What Fjord Data bills.
org:
  id: fjord
  name: Fjord Data
  currency: NOK
  time_zone: Europe/Oslo
  rounding: half_even
  tax_rounding: per_group
  number_pattern: "F-{YYYY}-{NNNN}"
  credit_note_pattern: "K-{YYYY}-{NNNN}"
  payment_terms: net_14
  review: {quantity_jump: {ratio: 12.50%, units: 2}, stale_after: 2d}
taxes:
  mva: {name: MVA, rate: 25%}
catalog:
  server: {name: "Managed server", tax: mva, external_ids: {tripletex: "0042"}}
  seat: {name: Seat}
sources:
  rmm:
    kind: ninjaone
    meters:
      SERVER: server
customers:
  acme:
    name: Acme
    email: ap@acme.example
    tax: exempt
    payment_terms: eom_15
    accounts: {rmm: 1001}
    external_ids: {tripletex: "7"}
    meters: {rmm: {LAPTOP: seat}}
    plan:
      - from: 2026-08-01
        lines:
          - {item: server, counted: {source: rmm, meter: SERVER}, quantity: peak, price: 45.00}
          - {item: seat, fixed: 6, price: 2.130}
          - {id: extra, item: server, counted: {source: rmm, meter: SERVER}, quantity: period_end, price: {follow: vendor, markup: 17.5%}}
)";

// The book with one piece of it replaced.
inline std::string With(absl::string_view piece, absl::string_view replacement) {
  std::string text = kFjordBook;
  EXPECT_NE(text.find(std::string(piece)), std::string::npos) << piece;
  return absl::StrReplaceAll(text, {{piece, replacement}});
}

}  // namespace tally
