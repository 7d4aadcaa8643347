// Credit: what a credit note takes back of an invoice.
//
// Credits never exceed the invoice, line by line and tax group by tax group. A credit that takes
// the last of a group's net takes all the tax that is left of it, so that the notes of an invoice
// add up to it to the cent.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/money/rounding.h"
#include "tally/v1/invoices.pb.h"

namespace tally {

// What is left of an invoice after its credit notes, in minor units. Lines and groups in the order
// of the invoice.
struct Rest {
  struct OfLine {
    std::string line_id;
    std::string tax_id;
    int64_t net = 0;
  };
  struct OfGroup {
    std::string tax_id;
    std::string rate_percent;
    int64_t net = 0;
    int64_t tax = 0;
  };
  std::vector<OfLine> lines;
  std::vector<OfGroup> groups;

  // Net and tax of all that is left.
  int64_t total() const;
};

Rest RestOf(const v1::InvoiceView& invoice);

// What a credit note takes back, in minor units.
struct Taking {
  // By line, before tax.
  std::map<std::string, int64_t> net;
  // By tax.
  std::map<std::string, int64_t> tax;
};

// Takes all that is left.
Taking TakeWhole(const Rest& rest);

// Takes `net` of each line, which must not exceed what is left of it. The tax of a group is that on
// the net taken, rounded once, or all that is left if all of its net is taken.
Taking TakeLines(const Rest& rest, std::map<std::string, int64_t> net, absl::string_view currency,
                 RoundingMode mode);

// Takes `total`, which includes tax and must not exceed rest.total(): of the tax groups in
// proportion to what is left of each with tax, and of the lines of a group in proportion to what is
// left of each.
Taking TakeAmount(const Rest& rest, int64_t total, RoundingMode mode);

// Fills in lines, tax groups and totals of a credit note that takes `taking` of `invoice`. Lines
// of which nothing is taken are left out.
void FillCreditNote(const v1::Invoice& invoice, const Taking& taking, v1::CreditNote& note);

}  // namespace tally
