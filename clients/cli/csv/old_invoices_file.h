// OldInvoicesFile: invoices of an old system in a CSV file. Each row is a line; rows with the same
// customer and number are one invoice, whatever stands between them.
//
// A file of which a row cannot be read is wrong as a whole, because an invoice would lack a line.

#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "clients/cli/reports/trials.pb.h"
#include "tally/v1/trials.pb.h"

namespace tally {

// An invoice, and where it stands.
struct OldInvoiceRows {
  v1::OldInvoice invoice;
  // The number of the row of each line.
  std::vector<uint64_t> rows;
};

struct OldInvoicesFile {
  // What is wrong with the file as a whole; nothing else is then of use. Empty if nothing is.
  std::string problem;
  uint32_t rows = 0;
  // In the order of their first rows.
  std::vector<OldInvoiceRows> invoices;
  // Invoices whose rows contradict each other: the row that does.
  std::vector<cli::RefusedRow> refused;
};

// Reads the file. `tax` is that of the whole invoice: it stands in one row of it, or in several if
// it is the same there.
OldInvoicesFile ReadOldInvoices(std::istream& in);

// Returns where the file has what the ledger refused `invoice` for: `field` as it names it, such as
// `lines[1].amount`.
cli::RefusedRow RowOf(const OldInvoiceRows& invoice, const std::string& field);

}  // namespace tally
