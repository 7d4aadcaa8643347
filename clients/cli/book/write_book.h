// WriteBook: writes a book as the file that finance reads and edits. Reading it gives the same
// book.
//
//   book       := org: {id, name, currency, time_zone, rounding?, tax_rounding?, number_pattern?,
//                       credit_note_pattern?, payment_terms?, review?}
//                 taxes?: {TAX: {name, rate: PERCENT}}
//                 catalog?: {ITEM: {name, tax?: TAX | exempt, external_ids?}}
//                 sources?: {SOURCE: {kind, meters?: {METER: ITEM}}}
//                 customers?: {CUSTOMER: customer}
//   customer   := {name, email?, currency?, tax?: TAX | exempt, payment_terms?,
//                  accounts?: {SOURCE: ACCOUNT}, external_ids?, meters?: {SOURCE: {METER: ITEM}},
//                  plan?: [{from: DAY, lines: [line]}]}
//   line       := {id?, item: ITEM, quantity, price}
//   quantity   := fixed: NUMBER
//               | counted: {source: SOURCE, meter: METER}, quantity: period_start | period_end |
//               peak
//   price      := price: NUMBER | price: {follow: vendor, markup: PERCENT}
//   external_ids  := {SYSTEM: ID}
//   payment_terms := net_N | due_on_receipt | eom | eom_N
//   rounding      := half_away_from_zero | half_even
//   tax_rounding  := per_group
//   review        := {quantity_jump?: {ratio?: PERCENT, units?: NUMBER}, stale_after?: Nh | Nd}

#pragma once

#include <string>

#include "clients/cli/book/book.h"

namespace tally {

// `book` is canonical.
std::string WriteBook(const Book& book);

}  // namespace tally
