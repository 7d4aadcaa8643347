// WriteBook: writes a book as the file that finance reads and edits. Reading it gives the same
// book.
//
//   book       := org: {id, name, currency, time_zone, rounding?, tax_rounding?, tax_point?,
//                       cash_rounding?: {CURRENCY: NUMBER}, number_pattern?, credit_note_pattern?,
//                       payment_terms?, review?}
//                 taxes?: {TAX: tax}
//                 catalog?: {ITEM: {name, tax?: TAX | exempt, external_ids?}}
//                 sources?: {SOURCE: {kind, meters?: {METER: meter}}}
//                 customers?: {CUSTOMER: customer}
//                 projects?: {PROJECT: project}
//   tax        := {name, rate: PERCENT, rates?, exemption_reason?}
//               | {name, components: [{name, rate: PERCENT, rates?, compound?: BOOLEAN}],
//                  exemption_reason?}
//   rates      := [{from: DAY, rate: PERCENT}]
//   meter      := ITEM | {item: ITEM, exclude_members?: [ID], ignore_case?: BOOLEAN}
//   customer   := {name, email?, currency?, time_zone?, tax?: TAX | exempt, exemption_reason?,
//                  payment_terms?, accounts?: {SOURCE: ACCOUNT | [ACCOUNT]}, external_ids?,
//                  meters?: {SOURCE: {METER: ITEM}}, plan?: [plan]}
//   plan       := {from: DAY, at?: TIME, lines: [line], discounts?, commitments?: {ID: commitment}}
//   line       := {id?, item: ITEM, quantity, price?, bill?, anchor?: DAY,
//                  when?: in_arrears | in_advance, proration?, included?, accumulate?: MONTHS,
//                  discounts?, includes_tax?: BOOLEAN, margin_guard?: PERCENT}
//   quantity   := fixed: NUMBER
//               | counted: {source: SOURCE, meter: METER, accounts?: [ACCOUNT], distinct?: BOOLEAN,
//                           others?: [{source: SOURCE, meter: METER}], round_up_to?: NUMBER},
//                 quantity: period_start | period_end | peak | average | seat_days | per_change |
//                           sum | running_total
//               | time: any | tickets | projects
//               | time: {kind?, projects?: [ID], rates?: {ID: NUMBER}, increment?: Nm | Nh,
//                        round?: per_entry | total, roll_over?: N}
//               | pass_through: any | hardware | expenses
//               | triggered: trigger | {on: trigger, subject?: ID}
//               | credit: {line: ID, amount: NUMBER | percent: PERCENT, on?: trigger, subject?: ID}
//   trigger    := milestone | deal | contract_end | renewal | hours_threshold | sla_breach
//   price      := NUMBER
//               | {follow: vendor, markup: PERCENT | margin: PERCENT, exact?: BOOLEAN,
//                  sync?: period_end | next_period | immediate | hold, floor?: NUMBER}
//               | {tiers: graduated | volume | package, of: [tier]}
//   tier       := {up_to?: NUMBER, each?: NUMBER, flat?: NUMBER, block?: NUMBER}
//   bill       := monthly | quarterly | yearly | weekly | every N months | every N weeks
//   proration  := none | by_day | thirty_day_month | by_second
//   included   := NUMBER
//               | {quantity: NUMBER, overage?: bill | flag | next_period, price?: NUMBER,
//                  prorated?: BOOLEAN}
//   discounts  := [{name, percent: PERCENT | amount: NUMBER, tax?: before | after}]
//   commitment := {minimum: NUMBER, item: ITEM, lines?: [ID], over?: MONTHS, proration?}
//               | {maximum: NUMBER, lines?: [ID], over?: MONTHS, proration?}
//   project    := {customer: CUSTOMER, name, item: ITEM, estimate?: NUMBER, tasks: [task]}
//   task       := {id: ID, name, not_billable?: BOOLEAN, quantity?: NUMBER, price?: NUMBER,
//                  item?: ITEM}
//   MONTHS        := 1 month | N months
//   external_ids  := {SYSTEM: ID}
//   payment_terms := net_N | due_on_receipt | eom | eom_N
//   rounding      := half_away_from_zero | half_even | down | up
//   tax_rounding  := per_group | per_line
//                  | {per: group | line, digits?: N, rounding?, total?: rounding}
//   tax_point     := invoice_date | service
//   review        := {quantity_jump?: {ratio?: PERCENT, units?: NUMBER}, stale_after?: Nh | Nd}

#pragma once

#include <string>

#include "clients/cli/book/book.h"

namespace tally {

// `book` is canonical.
std::string WriteBook(const Book& book);

}  // namespace tally
