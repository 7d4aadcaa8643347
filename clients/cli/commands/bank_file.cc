#include "clients/cli/commands/bank_file.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/amounts.h"
#include "clients/cli/commands/record_file.h"
#include "clients/cli/commands/settling.h"
#include "clients/cli/csv/bank_columns.h"
#include "clients/cli/rpc/failure.h"

namespace tally {
namespace {

class BankRecorder {
 public:
  BankRecorder(Session& session, const RecordTarget& target, bool keep, cli::RecordReport& report)
      : session_(session),
        target_(target),
        keep_(keep),
        report_(report),
        file_(target.in, BankColumns()) {}

  absl::Status Run(const RecordProgress& progress) {
    if (!file_.problem().empty()) return WrongUsage(file_.problem());
    EntryRow<BankLine> row;
    while (file_.Next(row)) {
      report_.set_rows(report_.rows() + 1);
      absl::Status recorded = Record(row);
      if (!recorded.ok()) return recorded;
      progress(file_.bytes_read());
    }
    return absl::OkStatus();
  }

 private:
  void Refuse(uint64_t number, const std::string& column, absl::string_view message) {
    report_.set_refused_rows(report_.refused_rows() + 1);
    if (report_.refused_size() == kMaxRefusedRows) return;
    cli::RefusedRow& refused = *report_.add_refused();
    refused.set_row(number);
    refused.set_field(column);
    refused.set_message(std::string(message));
  }

  // Records a row, or notes why it is refused. Fails if no more can be recorded.
  absl::Status Record(EntryRow<BankLine>& row) {
    if (!row.problem.message.empty()) {
      Refuse(row.number, row.problem.column, row.problem.message);
      return absl::OkStatus();
    }
    v1::RecordPayment request;
    absl::Status done = Fill(row.entry, request);
    if (done.ok()) {
      request.set_org_id(target_.org_id);
      request.set_request_id(absl::StrCat(target_.request_id, "-", row.number));
      done = session_.connection().Call<v1::RecordPaymentReply>(request).status();
    }
    if (done.ok()) {
      report_.set_recorded(report_.recorded() + 1);
    } else if (IsRefusedFor(done, v1::REASON_ID_IN_USE) && IsKnown(request.payment())) {
      report_.set_already_known(report_.already_known() + 1);
    } else if (const auto refusal = RefusalOf(done)) {
      Refuse(row.number, ColumnOf(*refusal), refusal->message());
    } else if (ExitCodeOf(done) == ExitCode::kWrongUsage) {
      Refuse(row.number, "amount", done.message());
    } else {
      return done;
    }
    return absl::OkStatus();
  }

  // Who asks for the currency of a customer is refused for a field without its payment.
  std::string ColumnOf(const v1::Refusal& refusal) const {
    if (refusal.field() == "customer_id") return file_.ColumnOf("payment.customer_id");
    return file_.ColumnOf(refusal.field());
  }

  absl::Status Fill(const BankLine& line, v1::RecordPayment& request) {
    *request.mutable_payment() = line.payment;
    const auto currency = CurrencyOf(line);
    if (!currency.ok()) return currency.status();
    const auto amount = AmountIn(line.amount, *currency);
    if (!amount.ok()) return amount.status();
    *request.mutable_payment()->mutable_amount() = *amount;
    const bool settles_nothing = keep_ || (line.payment.deposit() && line.invoices.empty());
    const Settling settling{
        .invoices = settles_nothing ? std::vector<std::string>() : line.invoices,
        .keep = settles_nothing};
    return SetSettles(settling, *currency, request);
  }

  absl::StatusOr<std::string> CurrencyOf(const BankLine& line) {
    if (!line.currency.empty()) return line.currency;
    const std::string& customer_id = line.payment.customer_id();
    const auto known = currencies_.find(customer_id);
    if (known != currencies_.end()) return known->second;
    auto currency = CurrencyOfCustomer(session_, customer_id);
    if (currency.ok()) currencies_[customer_id] = *currency;
    return currency;
  }

  // Whether just this payment was recorded before.
  bool IsKnown(const v1::Payment& payment) {
    v1::GetPayment query;
    query.set_payment_id(payment.payment_id());
    const auto view = session_.Query<v1::PaymentView>(query);
    if (!view.ok()) return false;
    const v1::Payment& known = view->payment();
    return known.customer_id() == payment.customer_id() && known.date() == payment.date() &&
           known.amount().minor_units() == payment.amount().minor_units() &&
           known.amount().currency() == payment.amount().currency();
  }

  Session& session_;
  const RecordTarget& target_;
  const bool keep_;
  cli::RecordReport& report_;
  EntriesFile<BankLine> file_;
  // Of customers that were seen.
  std::map<std::string, std::string> currencies_;
};

}  // namespace

absl::Status RecordBankFile(Session& session, const std::string& name, bool keep) {
  return RecordFile(
      session, name,
      [&](const RecordTarget& target, cli::RecordReport& report, const RecordProgress& progress) {
        return BankRecorder(session, target, keep, report).Run(progress);
      });
}

}  // namespace tally
