// A year of random billing, written for accounting programs: they accept it, and their balances are
// the daemon's own, account by account.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cli/journal/account_names.h"
#include "google/protobuf/empty.pb.h"
#include "ledger/money/currency.h"
#include "ledger/money/money.h"
#include "support/temporary_directory.h"
#include "system/support/any_call.h"
#include "system/support/story.h"
#include "tally/v1/accounting_periods.pb.h"
#include "tally/v1/journal.pb.h"
#include "tally/v1/payments.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {
namespace {

// What stands on each account: minor units by account and currency.
using Balances = std::map<std::pair<std::string, std::string>, int64_t>;

struct Payer {
  const char* customer_id;
  const char* currency;
};

// Ids of every kind; no rate is ever known of francs, and of yen only later.
constexpr Payer kPayers[] = {
    {"acme", "GBP"}, {"bolt_inc", "USD"}, {"bolt.inc", "USD"}, {"2024-co", "JPY"}, {"dot", "CHF"}};

// What ids of payments, which others give, may look like.
constexpr const char* kOddIds[] = {"p;1", "=p 2", "p \\\"3\\\"", "p\\\\4", "p|5, x: y", "(p6) ü"};

class JournalYear : public Story {
 protected:
  JournalYear() {
    const char* asked = std::getenv("TALLY_SEED");
    const unsigned seed = asked == nullptr ? 2026 : static_cast<unsigned>(std::atoi(asked));
    std::cout << "TALLY_SEED=" << seed << "\n";
    random_.seed(seed);
    std::ofstream(PathOf("config.toml")) << "socket = \"" << daemon_.socket() << "\"\n";
  }

  std::string PathOf(const std::string& name) const { return directory_.path() + "/" + name; }

  int Between(int least, int most) {
    return least + static_cast<int>(random_() % static_cast<unsigned>(most - least + 1));
  }
  bool OneIn(int chances) { return Between(1, chances) == 1; }

  // Tries a command that may well be refused; counts those that are not.
  template <class Request>
  void Try(const std::string& text) {
    const auto reply = CallAny<google::protobuf::Empty>(client_, Parse<Request>(text));
    if (reply.ok()) accepted_[Request::descriptor()->name()] += 1;
  }

  void Open() {
    DefineMsp(
        "currency: 'GBP' number_pattern: 'B-{YYYY}-{NNN}' "
        "cash_rounding { currency: 'CHF' increment: '0.05' }");
    for (const Payer& payer : kPayers) {
      DefineCustomer(payer.customer_id, absl::StrCat("currency: '", payer.currency, "'"));
      SetPlan(payer.customer_id,
              absl::StrCat(FixedLine("seat", absl::StrCat(Between(1, 30)), "33.33"),
                           FixedLine("stamp", "1", absl::StrCat(Between(1, 900), ".10")),
                           OneIn(2) ? "discounts { name: 'Friend' percent: '7.5' }" : ""),
              "2026-01-01");
    }
  }

  void LearnRates(const std::string& date, bool also_yen) {
    const auto learn = [&](absl::string_view currency, const std::string& rate) {
      Do<v1::RecordExchangeRates>(absl::StrCat("org_id: 'msp' rates { from_currency: '", currency,
                                               "' to_currency: 'GBP' rate: '", rate, "' date: '",
                                               date, "' source: 'ECB' }"));
    };
    learn("USD", absl::StrFormat("0.%04d", Between(5'500, 6'500)));
    if (also_yen) learn("JPY", absl::StrFormat("0.00%04d", Between(4'500, 6'500)));
  }

  void BillMonth(const std::string& month) {
    Run(month);
    for (const Payer& payer : kPayers) {
      if (OneIn(6)) continue;
      numbers_.push_back(Approve(payer.customer_id, month));
    }
  }

  // One of the latest invoices, of which something may still be open.
  std::string LateNumber() {
    const int count = static_cast<int>(numbers_.size());
    return numbers_[static_cast<size_t>(Between(std::max(0, count - 5), count - 1))];
  }

  // Names any credit there is; nothing if there is none.
  std::string AnyCredit() {
    const auto page = AnswerOf<v1::CustomerCreditPage>(
        client_, Parse<v1::ListCustomerCredits>("org_id: 'msp' page_size: 1000"));
    if (page.credits().empty()) return "";
    const v1::CustomerCredit& credit = page.credits(Between(0, page.credits_size() - 1));
    return absl::StrCat("customer_id: '", credit.customer_id(), "' credit { ",
                        credit.credit().ShortDebugString(), " } ");
  }

  void Pay() {
    const Payer& payer = kPayers[Between(0, 4)];
    const std::string id = absl::StrCat(kOddIds[Between(0, 5)], " ", ++last_id_);
    const char* const settles[] = {"oldest_first {}", "oldest_first {}", "none {}"};
    const bool is_deposit = OneIn(6);
    Try<v1::RecordPayment>(absl::StrCat(
        "org_id: 'msp' payment { payment_id: \"", id, "\" customer_id: '", payer.customer_id,
        "' amount { minor_units: ", Between(1, 150'000), " currency: '", payer.currency,
        "' } method: '", OneIn(3) ? "card" : "bank", "' deposit: ", is_deposit ? "true" : "false",
        " } ", is_deposit ? "none {}" : settles[Between(0, 2)]));
    if (!is_deposit) ids_.push_back(id);
  }

  static std::string OfInvoice(const std::string& number) {
    return absl::StrCat("org_id: 'msp' reason: 'r' invoice_number: '", number, "' ");
  }

  void TakeBack() {
    const std::string number = LateNumber();
    switch (Between(0, 6)) {
      case 0:
        return Try<v1::CreditInvoice>(OfInvoice(number) + "whole {}");
      case 1:
        return Try<v1::CreditInvoice>(OfInvoice(number) + "lines { lines { line_id: 'seat' } }");
      case 2:
        return Try<v1::VoidInvoice>(OfInvoice(number));
      case 3:
        return Try<v1::CorrectInvoice>(OfInvoice(number) +
                                       "lines { line_id: 'stamp' unit_price: '7.77' }");
      case 4:
      case 5:
        given_up_.push_back(number);
        return Try<v1::WriteOffInvoice>(OfInvoice(number));
      default:
        if (given_up_.empty()) return;
        return Try<v1::ReverseInvoiceWriteOff>(OfInvoice(given_up_.back()));
    }
  }

  void MoveCredit() {
    const std::string credit = AnyCredit();
    if (credit.empty()) return;
    switch (Between(0, 2)) {
      case 0:
        return Try<v1::AllocateCredit>("org_id: 'msp' oldest_first {} " + credit);
      case 1:
        return Try<v1::AllocateCredit>("org_id: 'msp' none {} " + credit);
      default:
        return Try<v1::RefundCustomer>(absl::StrCat("org_id: 'msp' refund_id: 'r", ++last_id_,
                                                    "' reason: 'r' method: 'bank' ", credit));
    }
  }

  void DoSomething() {
    switch (Between(0, 9)) {
      case 0:
      case 1:
      case 2:
        return Pay();
      case 3:
      case 4:
      case 5:
        return TakeBack();
      case 6:
      case 7:
        return MoveCredit();
      case 8: {
        const Payer& payer = kPayers[Between(0, 4)];
        return Try<v1::GrantCredit>(
            absl::StrCat("org_id: 'msp' customer_id: '", payer.customer_id, "' credit_id: 'g",
                         ++last_id_, "' amount { minor_units: ", Between(1, 3'000), " currency: '",
                         payer.currency, "' } reason: 'sorry'"));
      }
      default:
        if (ids_.empty()) return;
        return Try<v1::ReversePayment>(
            absl::StrCat("org_id: 'msp' payment_id: \"",
                         ids_[static_cast<size_t>(Between(0, static_cast<int>(ids_.size()) - 1))],
                         "\" kind: REVERSAL_KIND_FAILED reason: 'returned'"));
    }
  }

  // Bills October 2026 to September 2027, each month in the next.
  void LiveAYear() {
    Open();
    for (int i = 0; i < 12; ++i) {
      const absl::CivilMonth month = absl::CivilMonth(2026, 10) + i;
      const std::string next = absl::FormatCivilTime(month + 1);
      daemon_.At(next + "-03T12:00:00Z");
      LearnRates(next + "-02", i > 5);
      BillMonth(absl::FormatCivilTime(month));
      for (const char* day : {"05", "12", "26"}) {
        daemon_.At(absl::StrCat(next, "-", day, "T12:00:00Z"));
        if (day == std::string("12")) LearnRates(next + "-12", i > 5);
        for (int k = Between(2, 8); k > 0; --k) DoSomething();
      }
      if (!OneIn(4)) {
        Try<v1::CloseAccountingPeriod>(
            absl::StrCat("org_id: 'msp' month: '", absl::FormatCivilTime(month), "'"));
      }
      if (OneIn(4)) {
        Try<v1::ReopenAccountingPeriod>(absl::StrCat("org_id: 'msp' reason: 'late bill' month: '",
                                                     absl::FormatCivilTime(month), "'"));
      }
    }
  }

  // Runs a command in the directory of the test, which must succeed; returns what it printed.
  std::string Shell(const std::string& command) const {
    const std::string whole =
        absl::StrCat("cd ", directory_.path(), " && LC_ALL=C.UTF-8 ", command, " 2>&1");
    FILE* pipe = popen(whole.c_str(), "r");
    EXPECT_NE(pipe, nullptr);
    if (pipe == nullptr) return "";
    std::string output;
    char buffer[4096];
    while (const size_t size = std::fread(buffer, 1, sizeof(buffer), pipe)) {
      output.append(buffer, size);
    }
    EXPECT_EQ(pclose(pipe), 0) << command << "\n" << output.substr(0, 3'000);
    return output;
  }

  std::string Tally(const std::string& words) const {
    return Shell(absl::StrCat(TALLY_PATH, " --config config.toml ", words));
  }

  // The daemon's own balances, under the names that `name` gives accounts.
  Balances Own(std::string (*name)(v1::JournalAccount, absl::string_view)) {
    const auto page = AnswerOf<v1::JournalBalancePage>(
        client_, Parse<v1::ListJournalBalances>("org_id: 'msp' page_size: 1000"));
    Balances own;
    for (const v1::JournalBalance& each : page.balances()) {
      own[{name(each.account(), each.subject()), each.amount().currency()}] =
          each.amount().minor_units();
    }
    return own;
  }

  // The balances that a program printed as rows of account, currency and number, apart by
  // `separator`; rows of one account and currency are added up.
  static Balances Read(const std::string& rows, char separator) {
    Balances balances;
    for (const absl::string_view row : absl::StrSplit(rows, '\n', absl::SkipEmpty())) {
      std::vector<std::string> cells;
      for (const absl::string_view cell : absl::StrSplit(row, separator)) {
        cells.push_back(absl::StrReplaceAll(cell, {{"\"", ""}, {" ", ""}, {"\r", ""}}));
      }
      if (cells.size() != 3 || !MinorUnitDigits(cells[1])) continue;
      const auto amount = ParseAmount(cells[2], cells[1]);
      EXPECT_TRUE(amount) << row;
      if (amount) balances[{cells[0], cells[1]}] += amount->minor_units();
    }
    std::erase_if(balances, [](const auto& balance) { return balance.second == 0; });
    return balances;
  }

  const TemporaryDirectory directory_;
  std::mt19937 random_;
  std::map<std::string, int> accepted_;
  std::vector<std::string> numbers_;
  std::vector<std::string> ids_;
  std::vector<std::string> given_up_;
  int last_id_ = 0;
};

TEST_F(JournalYear, AccountingProgramsAcceptItAndTheirBalancesAreTheDaemonsOwn) {
  LiveAYear();
  for (const auto& [command, count] : accepted_) std::cout << command << " " << count << "\n";
  EXPECT_GE(accepted_.size(), 9U) << "too little happened";
  const Balances own = Own(&AccountPath);
  EXPECT_GT(own.size(), 20U);

  Tally("journal --format hledger books.hledger");
  Shell("hledger -f books.hledger check --strict");
  Shell(
      "hledger -f books.hledger check accounts commodities balancednoautoconversion ordereddates");
  EXPECT_EQ(Read(Shell("hledger -f books.hledger bal --flat -N --layout bare -O csv"), ','), own);

  Tally("journal --format ledger books.ledger");
  EXPECT_NE(Shell("ledger -f books.ledger --pedantic bal"), "");
  EXPECT_EQ(Read(Shell("ledger -f books.ledger --pedantic reg "
                       "--format '%(account)\t%(commodity(amount))\t%(quantity(amount))\\n'"),
                 '\t'),
            own);

  Tally("journal --format beancount books.beancount");
  Shell("bean-check books.beancount");
  EXPECT_EQ(Read(Shell("bean-query -f csv books.beancount "
                       "'select account, currency, sum(number) group by account, currency'"),
                 ','),
            Own(&BeancountAccount));

  EXPECT_EQ(Tally("journal --format hledger"), Shell("cat books.hledger")) << "another text";
}

}  // namespace
}  // namespace tally
