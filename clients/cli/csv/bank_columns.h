// Bank columns: what CSV files of bank lines say: payment (the bank's id), customer, date, amount,
// and where they are known currency, method, reference, deposit (yes or no) and invoices (`NUMBER`
// or `NUMBER=AMOUNT`, with `;` between them).

#pragma once

#include <string>
#include <vector>

#include "clients/cli/csv/entries_file.h"
#include "tally/v1/payments.pb.h"

namespace tally {

// A payment whose amount is still a text: its currency may be the customer's.
struct BankLine {
  v1::Payment payment;
  std::string amount;
  // Empty if the file does not tell.
  std::string currency;
  std::vector<std::string> invoices;
};

// The fields that columns fill are those of v1::RecordPayment.
std::vector<EntryColumn<BankLine>> BankColumns();

}  // namespace tally
