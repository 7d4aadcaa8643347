// Audited: a ledger in which everything happened that makes a document, and what a check finds in
// it or in a copy of its log that somebody changed and chained again.
//
//   Audited audited;
//   Checked checked = audited.CheckChanged([](v1::RecordedEvent& event) { ... });

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "ledger/audit/ledger_check.h"
#include "ledger/streams.h"
#include "projections/projections.h"
#include "support/database.h"
#include "support/office.h"

namespace tally {

// What a check came to.
struct Checked {
  std::vector<v1::CheckFinding> findings;
  v1::CheckVerdict verdict;
  size_t messages = 0;

  // The findings about `subject` that say `words`.
  size_t Count(absl::string_view subject, absl::string_view words = "") const {
    size_t count = 0;
    for (const v1::CheckFinding& finding : findings) {
      if (finding.subject() == subject && absl::StrContains(finding.message(), words)) ++count;
    }
    return count;
  }

  std::string text() const {
    std::string all;
    for (const v1::CheckFinding& finding : findings) {
      absl::StrAppend(&all, finding.position(), " ", finding.subject(), ": ", finding.message(),
                      "\n");
    }
    return all;
  }
};

inline std::vector<Fold> AllFolds() {
  std::vector<Fold> folds = {StreamsFold(), BooksFold()};
  for (Fold& projection : AllProjections()) folds.push_back(std::move(projection));
  return folds;
}

inline Checked RunToEnd(LedgerCheck& check) {
  Checked checked;
  while (true) {
    auto progress = check.Next();
    EXPECT_TRUE(progress.ok()) << progress.status();
    if (!progress.ok()) return checked;
    if (!*progress) continue;
    checked.messages += 1;
    checked.findings.insert(checked.findings.end(), (*progress)->findings().begin(),
                            (*progress)->findings().end());
    if (!(*progress)->has_verdict()) continue;
    checked.verdict = (*progress)->verdict();
    break;
  }
  EXPECT_EQ(checked.verdict.passed(), checked.findings.empty()) << checked.text();
  return checked;
}

inline Checked CheckOf(Log& log, std::optional<Checkpoint> signed_last = std::nullopt) {
  const TemporaryDirectory directory;
  auto check =
      LedgerCheck::Start(log.NewSnapshot(), AllFolds(), std::move(signed_last), directory.path());
  EXPECT_TRUE(check.ok()) << check.status();
  return check.ok() ? RunToEnd(**check) : Checked();
}

// Keeps what the request of `commit` was answered, as the writer does.
inline void KeepOutcome(const v1::Commit& commit, Store& requests) {
  v1::RequestOutcome outcome;
  outcome.set_command(commit.command());
  outcome.set_command_digest(commit.command_digest());
  outcome.set_reply(commit.reply());
  Table<v1::RequestOutcome, Text, Text>(requests, "requests")
      .Put(commit.org_id(), commit.request_id(), outcome);
}

class Audited {
 public:
  using Change = std::function<void(v1::RecordedEvent&)>;

  // Two months of four customers: `c0` and `c1` pay 1.00 and are not taxed, `taxed` pays 3 x 9.99
  // and 20 % on it, `counted` pays for what was counted.
  Audited() : office_(AllProjections()) {
    office_.OpenProvider(2);
    office_.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' }");
    office_.Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'Seat' tax_id: 'vat' }");
    office_.Do<v1::DefineCustomer>(
        "org_id: 'msp' customer { customer_id: 'taxed' name: 'Taxed Ltd' }");
    office_.Do<v1::SetPlan>(
        "org_id: 'msp' plan { customer_id: 'taxed' effective_from: '2026-01-01' "
        "  lines { item_id: 'seat' fixed { quantity: '3' } held { unit_price: '9.99' } } "
        "  lines { item_id: 'stamp' fixed { quantity: '2' } held { unit_price: '0.85' } } }");
    office_.RunMonth("2026-09");
    office_.RunMonth("2026-10");
    Review();
    Bill();
  }

  Office& office() { return office_; }

  // Checks the ledger as it is.
  Checked CheckAsItIs() { return CheckOf(office_.ledger().log()); }

  // Checks a copy of the log in which `change` was made to every event, that was chained again and
  // whose rows are made of what it then says.
  Checked CheckChanged(const Change& change) { return CheckCopy(change, /*folds=*/true); }

  // The same, without any rows: for events that cannot be folded.
  Checked CheckChangedWithoutRows(const Change& change) {
    return CheckCopy(change, /*folds=*/false);
  }

 private:
  void Review() {
    const std::string taxed = "org_id: 'msp' customer_id: 'taxed' month: '2026-10' ";
    office_.Do<v1::OverrideDraftLine>(taxed +
                                      "line_id: 'seat' quantity: '4' reason: 'one came late'");
    office_.Do<v1::HoldDraft>(taxed + "reason: 'asks'");
    office_.Do<v1::ReleaseDraft>(taxed);
    office_.Do<v1::RejectDraft>(taxed + "reason: 'wrong'");
    office_.Do<v1::RegenerateDraft>(taxed);
    office_.Do<v1::WaiveDraftFlag>(taxed +
                                   "flag: FLAG_KIND_NO_ACCOUNTING_MAPPING reason: 'is known'");
  }

  // Gives the numbers BILL-2026-11-001 and so on, in this order.
  void Bill() {
    for (const char* customer : {"c0", "c1", "taxed"}) {
      EXPECT_TRUE(office_.Try(office_.Approval(customer, "2026-09")).ok()) << customer;
    }
    for (const char* customer : {"c0", "c1", "taxed", "counted"}) {
      EXPECT_TRUE(office_.Try(office_.Approval(customer, "2026-10")).ok()) << customer;
    }
    const auto of = [](int number) {
      return absl::StrCat("org_id: 'msp' invoice_number: 'BILL-2026-11-00", number,
                          "' reason: 'asked' ");
    };
    office_.Do<v1::CreditInvoice>(of(3) + "amount { total { minor_units: 1000 currency: 'USD' } }");
    office_.Do<v1::CreditInvoice>(of(3) +
                                  "lines { lines { line_id: 'seat' net { minor_units: 500 "
                                  "currency: 'USD' } } }");
    office_.Do<v1::CreditInvoice>(of(3) + "whole {}");
    office_.Do<v1::VoidInvoice>(of(2));
    office_.Do<v1::CorrectInvoice>(of(6) + "lines { line_id: 'seat' quantity: '2' }");
    office_.Do<v1::CorrectInvoice>(of(7) + "lines { line_id: 'stamp' quantity: '0' }");
  }

  Checked CheckCopy(const Change& change, bool folds) {
    office_.Close();
    const TemporaryDirectory directory;
    Copy(change, directory.path());
    if (!folds) {
      const auto log = OpenLog(directory.path());
      EXPECT_TRUE(log.ok()) << log.status();
      return CheckOf(**log);
    }
    const auto ledger =
        Ledger::Open(directory.path(), AllProjections(), [] { return absl::UnixEpoch(); });
    EXPECT_TRUE(ledger.ok()) << ledger.status();
    return CheckOf((*ledger)->log());
  }

  void Copy(const Change& change, const std::string& directory) {
    const auto from = OpenLog(office_.directory());
    const auto to = OpenLog(directory);
    ASSERT_TRUE(from.ok() && to.ok());
    auto batch = (*to)->NewBatch();
    const absl::Status read = (*from)->NewSnapshot()->ReadRecords(1, [&](const Record& record) {
      Record copy;
      copy.commit = record.commit;
      copy.commit.clear_events();
      EXPECT_TRUE(ForEachEvent(record, [&](const v1::RecordedEvent& event) {
                    v1::RecordedEvent changed = event;
                    change(changed);
                    *copy.commit.mutable_recorded_at() = changed.recorded_at();
                    AddEvent(changed.stream(), changed.version(), changed.event(), copy);
                    return true;
                  }).ok());
      batch->Append(copy);
      KeepOutcome(copy.commit, batch->requests());
      return true;
    });
    ASSERT_TRUE(read.ok()) << read;
    ASSERT_TRUE((*to)->Append(std::move(batch)).ok());
  }

  Office office_;
};

}  // namespace tally
