// InvoiceList: which documents were issued, in which order, and what became of them?

#pragma once

#include "google/protobuf/empty.pb.h"
#include "google/protobuf/wrappers.pb.h"
#include "ledger/store/table.h"
#include "projections/projection.h"
#include "tally/v1/invoices.pb.h"

namespace tally {

struct InvoiceList {
  static constexpr char kName[] = "invoice_list";
  static constexpr uint32_t kVersion = 1;
  using Reads = EventList<v1::InvoiceIssued, v1::CreditNoteIssued, v1::InvoiceVoided>;

  explicit InvoiceList(Store& rows);

  void On(const v1::InvoiceIssued& event, const v1::RecordedEvent& recorded);
  void On(const v1::CreditNoteIssued& event, const v1::RecordedEvent& recorded);
  void On(const v1::InvoiceVoided& event, const v1::RecordedEvent& recorded);

  // By org and position of issue.
  Table<v1::InvoiceSummary, Text, Number> invoices;
  // The same order, by org and customer, and by org and month.
  Table<google::protobuf::Empty, Text, Text, Number> by_customer;
  Table<google::protobuf::Empty, Text, Text, Number> by_month;
  // Position of issue, by org and number.
  Table<google::protobuf::UInt64Value, Text, Text> positions;
  // By org and position of issue.
  Table<v1::CreditNote, Text, Number> credit_notes;
};

}  // namespace tally
