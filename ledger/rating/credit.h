// Credit: what a credit note takes back of an invoice.
//
// Credits never exceed the invoice, line by line, tax group by tax group and in total. Of what is
// negative, such as discounts, no more is taken than there is, too. A credit that takes the last of
// a group's net takes all the tax that is left of it, and one that takes the last of the total
// takes all that is left of everything, so that the notes of an invoice add up to it to the cent.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/money/fraction.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/tax_amounts.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// What is left of an invoice after its credit notes, in minor units. Lines and groups in the order
// of the invoice.
struct Rest {
  struct OfLine {
    std::string line_id;
    // Index of its group.
    size_t group = 0;
    int64_t net = 0;
    // The tax that goes with a net of 1, where the line has a tax of its own: where tax is figured
    // out per line, or its price includes it.
    std::optional<Fraction> own_tax;
  };
  struct OfGroup {
    // As it is on the invoice.
    v1::TaxGroup billed;
    int64_t net = 0;
    int64_t tax = 0;
    // The tax of each of its parts.
    std::vector<int64_t> parts;
  };
  std::vector<OfLine> lines;
  std::vector<OfGroup> groups;

  // Net and tax of all that is left.
  int64_t total() const;
};

// Every credit note must take lines and groups that are on the invoice.
Rest RestOf(const v1::InvoiceView& invoice);

// What a credit note takes back, in minor units.
struct Taking {
  struct OfGroup {
    int64_t tax = 0;
    std::vector<int64_t> parts;
  };
  // By line, before tax.
  std::map<std::string, int64_t> net;
  // In the order of the groups.
  std::vector<OfGroup> groups;

  // Net and tax of all of it.
  int64_t total() const;
};

// Takes all that is left.
Taking TakeWhole(const Rest& rest);

// Returns what `net` takes of each group before tax. Lines that are not on the invoice take
// nothing.
std::vector<int64_t> NetByGroup(const Rest& rest, const std::map<std::string, int64_t>& net);

// Takes `net` of each line, which must be between nothing and what is left of it, and between
// nothing and what is left of its group. The tax of a group is that on the net taken, rounded as on
// the invoice, or all that is left if all of its net is taken.
Taking TakeLines(const Rest& rest, std::map<std::string, int64_t> net, const TaxRules& rules);

// Takes `total`, which includes tax and is more than nothing and at most rest.total(): of the tax
// groups in proportion to what is left of each with tax, and of the lines of a group in proportion
// to what is left of each. What is negative stays until the last is taken.
Taking TakeAmount(const Rest& rest, int64_t total, RoundingMode mode);

// Fills in lines, tax groups and totals of a credit note that takes `taking` of what is left of
// `invoice`. Lines of which nothing is taken are left out. Where invoices are paid in coins, so is
// the note: what is to be paid of the invoice before it less what is to be paid after it. A note
// that takes back an invoice of less than nothing has the credit that it takes back as its
// customer_credit. AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::Status FillCreditNote(const v1::Org& org, const v1::InvoiceView& invoice,
                            const Taking& taking, v1::CreditNote& note);

}  // namespace tally
