// Journal: what was booked on which day, and what stands on each account?
//
//   const Journal journal(rows);
//   for (auto entries = journal.entries.Scan("msp"); entries.Valid(); entries.Next()) ...
//   absl::int128 sum = journal.BalanceOn("2026-10-31", "msp", name);

#pragma once

#include <string>

#include "absl/numeric/int128.h"
#include "google/protobuf/wrappers.pb.h"
#include "ledger/store/table.h"
#include "projections/journal_entries.h"
#include "projections/projection.h"

namespace tally {

// One account in one currency.
struct JournalAccountName {
  v1::JournalAccount account = v1::JOURNAL_ACCOUNT_UNSPECIFIED;
  std::string subject;
  std::string currency;
};

struct Journal {
  static constexpr char kName[] = "journal";
  static constexpr uint32_t kVersion = 1;
  using Reads = EventList<v1::InvoiceIssued, v1::CreditNoteIssued, v1::PaymentRecorded,
                          v1::CreditAllocated, v1::PaymentReversed, v1::CustomerRefunded,
                          v1::CreditGranted, v1::InvoiceWrittenOff, v1::InvoiceWriteOffReversed,
                          v1::AccountingPeriodClosed, v1::AccountingPeriodReopened>;

  explicit Journal(Store& rows);

  void On(const v1::InvoiceIssued& event, const v1::RecordedEvent& recorded);
  void On(const v1::CreditNoteIssued& event, const v1::RecordedEvent& recorded);
  void On(const v1::PaymentRecorded& event, const v1::RecordedEvent& recorded);
  void On(const v1::CreditAllocated& event, const v1::RecordedEvent& recorded);
  void On(const v1::PaymentReversed& event, const v1::RecordedEvent& recorded);
  void On(const v1::CustomerRefunded& event, const v1::RecordedEvent& recorded);
  void On(const v1::CreditGranted& event, const v1::RecordedEvent& recorded);
  void On(const v1::InvoiceWrittenOff& event, const v1::RecordedEvent& recorded);
  void On(const v1::InvoiceWriteOffReversed& event, const v1::RecordedEvent& recorded);
  void On(const v1::AccountingPeriodClosed& event, const v1::RecordedEvent& recorded);
  void On(const v1::AccountingPeriodReopened& event, const v1::RecordedEvent& recorded);

  // Takes the account of a row of `balances` off its key behind the org.
  static JournalAccountName TakeName(absl::string_view rest_of_key);
  // What a row of `balances` says, in minor units; debit if positive.
  static absl::int128 SumIn(const google::protobuf::BytesValue& row);
  // What stands on the account at the end of `date`: from the months before its month, and the days
  // of that up to it.
  absl::int128 BalanceOn(const std::string& date, const std::string& org_id,
                         const JournalAccountName& name) const;

  // By org, day, position, and number among the entries of that.
  Table<v1::JournalEntry, Text, Text, Number, Number> entries;
  // What stands on each account, by org, account, subject and currency.
  Table<google::protobuf::BytesValue, Text, Number, Text, Text> balances;

 private:
  // Sums of a month and of a day, by org, account, subject, currency and month or day.
  using Sums = Table<google::protobuf::BytesValue, Text, Number, Text, Text, Text>;

  void Add(const std::string& org_id, JournalEntries booked, const v1::RecordedEvent& recorded);
  void AddToSums(const std::string& org_id, const std::string& date, const v1::Posting& posting);
  bool IsDeposit(const std::string& org_id, const v1::CreditName& credit) const;
  // Takes what is no longer left of a payment off its row.
  void TakeOffPayment(const std::string& org_id, const v1::CreditName& credit,
                      const v1::Money& amount, const v1::Money& base);

  Sums months_;
  Sums days_;
  // What credit notes need of invoices, by org and number: item by line, and rate.
  Table<v1::Invoice, Text, Text> invoices_;
  // Payments, with what is left in place of what they were, by org and id.
  Table<v1::PaymentRecorded, Text, Text> payments_;
};

}  // namespace tally
