// Receivables: what is open of invoices and left of credits on any day, and what happened on the
// accounts of customers?
//
// Days are those on which things take effect; what was known when is told by the versions of rows.
// An item is an invoice that is to be paid, or a credit; it is closed on the last day on which
// something changed it, if nothing is left of it after that. open_items.h reads this.

#pragma once

#include <string>

#include "google/protobuf/empty.pb.h"
#include "ledger/store/table.h"
#include "projections/projection.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/payments.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// The kind of an item that is an invoice to be paid. Those of credits are of v1::CreditKind.
inline constexpr Number kOwed = 0;

// Names an invoice that is to be paid, or a credit.
struct ItemName {
  std::string customer_id;
  Number kind = kOwed;
  // The number of the invoice, or the id of the credit.
  std::string id;
};

struct Receivables {
  static constexpr char kName[] = "receivables";
  static constexpr uint32_t kVersion = 1;
  using Reads = EventList<v1::InvoiceIssued, v1::CreditNoteIssued, v1::PaymentRecorded,
                          v1::CreditAllocated, v1::PaymentReversed, v1::CustomerRefunded,
                          v1::CreditGranted, v1::InvoiceWrittenOff, v1::InvoiceWriteOffReversed>;

  explicit Receivables(Store& rows);

  void On(const v1::InvoiceIssued& event, const v1::RecordedEvent& recorded);
  void On(const v1::CreditNoteIssued& event, const v1::RecordedEvent& recorded);
  void On(const v1::PaymentRecorded& event, const v1::RecordedEvent& recorded);
  void On(const v1::CreditAllocated& event, const v1::RecordedEvent& recorded);
  void On(const v1::PaymentReversed& event, const v1::RecordedEvent& recorded);
  void On(const v1::CustomerRefunded& event, const v1::RecordedEvent& recorded);
  void On(const v1::CreditGranted& event, const v1::RecordedEvent& recorded);
  void On(const v1::InvoiceWrittenOff& event, const v1::RecordedEvent& recorded);
  void On(const v1::InvoiceWriteOffReversed& event, const v1::RecordedEvent& recorded);

  // What is open of an item more, or less, from a day on: by org, customer, kind, id and day. Its
  // amount, and as receivable_base what that is in the books; unset if that is not known.
  Table<v1::Allocation, Text, Text, Number, Text, Text> changes;
  // The kinds and ids of items that are not closed, by org and customer. A row for each item would
  // leave its trace in the history of rows, and so make every scan as long as all that ever was.
  Table<v1::CustomerCreditPage, Text, Text> open;
  // Items that are closed, by org, customer, the day on which they were, kind and id; and by org,
  // that day, customer, kind and id.
  Table<google::protobuf::Empty, Text, Text, Text, Number, Text> closed;
  Table<google::protobuf::Empty, Text, Text, Text, Number, Text> closed_on;
  // What happened on an account, without its balance: by org, customer, day and position.
  Table<v1::StatementEntry, Text, Text, Text, Number> movements;
};

}  // namespace tally
