// The journal as a client sees it: entries by day and position, balances of any day, as of then.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/journal_text.h"
#include "system/support/any_call.h"
#include "system/support/story.h"
#include "tally/v1/accounting_periods.pb.h"
#include "tally/v1/payments.pb.h"

namespace tally {
namespace {

class JournalStory : public Story {
 protected:
  void Learn(absl::string_view from, absl::string_view to, absl::string_view rate,
             absl::string_view date) {
    Do<v1::RecordExchangeRates>(absl::StrCat("org_id: 'msp' rates { from_currency: '", from,
                                             "' to_currency: '", to, "' rate: '", rate, "' date: '",
                                             date, "' source: 'ECB' }"));
  }

  // Bills the customer, who pays in `currency`, `amount` untaxed for October on 3 November.
  std::string Bill(absl::string_view customer, absl::string_view currency,
                   absl::string_view amount) {
    DefineCustomer(customer, absl::StrCat("currency: '", currency, "'"));
    SetPlan(customer, FixedLine("stamp", "1", amount));
    Run("2026-10");
    return Approve(customer, "2026-10");
  }

  void Pay(absl::string_view id, absl::string_view customer, int64_t minor_units,
           absl::string_view currency) {
    AnswerOf<v1::RecordPaymentReply>(
        client_, Parse<v1::RecordPayment>(
                     absl::StrCat("org_id: 'msp' payment { payment_id: '", id, "' customer_id: '",
                                  customer, "' amount { minor_units: ", minor_units, " currency: '",
                                  currency, "' } } oldest_first {}")));
  }

  // The journal, with more that is asked in text format.
  v1::JournalPart Exported(absl::string_view more = "") {
    return AnswerOf<v1::JournalPart>(
        client_, Parse<v1::ExportJournal>(absl::StrCat("org_id: 'msp' ", more)));
  }

  std::string Journal(absl::string_view more = "") {
    return PrintedJournal(Exported(more).entries());
  }

  // The balances, a line each, read page by page.
  std::string Balances(absl::string_view more = "") {
    std::string text;
    auto query = Parse<v1::ListJournalBalances>(absl::StrCat("org_id: 'msp' page_size: 2 ", more));
    do {
      const auto page = AnswerOf<v1::JournalBalancePage>(client_, query);
      EXPECT_LE(page.balances_size(), 2);
      for (const v1::JournalBalance& balance : page.balances()) {
        v1::Posting posting;
        posting.set_account(balance.account());
        posting.set_subject(balance.subject());
        *posting.mutable_amount() = balance.amount();
        absl::StrAppend(&text, Printed(posting), "\n");
      }
      query.set_page_token(page.next_page_token());
    } while (!query.page_token().empty());
    return text;
  }
};

TEST_F(JournalStory, C11TheReceivableIsAtTheRateOfTheInvoiceAndTheCashAtThatOfThePayment) {
  DefineMsp("currency: 'GBP'");
  Learn("USD", "GBP", "0.6072", "2026-11-03");
  Learn("USD", "GBP", "0.6081", "2026-11-10");
  const std::string number = Bill("alpha", "USD", "500");
  daemon_.At("2026-11-10T12:00:00Z");
  Pay("p1", "alpha", 50'000, "USD");
  EXPECT_EQ(Journal(), absl::StrCat("2026-11-03 ", number, " Invoice ", number,
                                    " [alpha]\n"
                                    "  RECEIVABLE alpha 500.00 USD is 303.60 GBP\n"
                                    "  REVENUE stamp -303.60 GBP\n"
                                    "2026-11-10 p1 Payment p1 by bank [alpha]\n"
                                    "  CASH bank 500.00 USD is 304.05 GBP\n"
                                    "  CUSTOMER_CREDIT alpha -500.00 USD is -304.05 GBP\n"
                                    "2026-11-10 p1 Allocation of payment p1 to ",
                                    number,
                                    " [alpha]\n"
                                    "  CUSTOMER_CREDIT alpha 500.00 USD is 304.05 GBP\n"
                                    "  RECEIVABLE alpha -500.00 USD is -303.60 GBP\n"
                                    "  EXCHANGE -0.45 GBP\n"));
  EXPECT_EQ(Balances(), "CASH bank 500.00 USD\nREVENUE stamp -303.60 GBP\nEXCHANGE -0.45 GBP\n");
}

TEST_F(JournalStory, C13ARevaluationIsReversedBeforeTheGainIsRealised) {
  DefineMsp();
  Learn("EUR", "USD", "1.50", "2026-11-03");
  Learn("EUR", "USD", "1.60", "2026-11-30");
  Learn("EUR", "USD", "1.55", "2026-12-10");
  Bill("alpha", "EUR", "1000");
  daemon_.At("2026-12-10T12:00:00Z");
  AnswerOf<v1::Receipt>(client_,
                        Parse<v1::CloseAccountingPeriod>("org_id: 'msp' month: '2026-11'"));
  Pay("p1", "alpha", 100'000, "EUR");
  EXPECT_EQ(Balances("date: '2026-11-29'"),
            "RECEIVABLE alpha 1000.00 EUR\nREVENUE stamp -1500.00 USD\n");
  EXPECT_EQ(Balances("date: '2026-11-30'"),
            "RECEIVABLE alpha 1000.00 EUR\nREVALUATION 100.00 USD\nREVENUE stamp -1500.00 USD\n"
            "UNREALISED_EXCHANGE -100.00 USD\n");
  EXPECT_EQ(Balances("date: '2026-12-01'"),
            "RECEIVABLE alpha 1000.00 EUR\nREVENUE stamp -1500.00 USD\n");
  EXPECT_EQ(Balances(), "CASH bank 1000.00 EUR\nREVENUE stamp -1500.00 USD\nEXCHANGE -50.00 USD\n");
}

TEST_F(JournalStory, IsReadByDays) {
  DefineMsp();
  const std::string number = Bill("alpha", "USD", "10");
  daemon_.At("2026-11-10T12:00:00Z");
  Pay("p1", "alpha", 1'000, "USD");
  EXPECT_EQ(Exported().entries_size(), 3);
  EXPECT_EQ(Exported("from: '2026-11-04'").entries_size(), 2);
  EXPECT_EQ(Exported("to: '2026-11-09'").entries_size(), 1);
  EXPECT_EQ(Exported("from: '2026-11-03' to: '2026-11-03'").entries_size(), 1);
  EXPECT_EQ(Exported("from: '2026-11-10' to: '2026-11-10'").entries_size(), 2);
  EXPECT_EQ(Exported("from: '2026-11-11'").entries_size(), 0);
  EXPECT_EQ(Exported("from: '2026-11-10' to: '2026-11-03'").entries_size(), 0);
}

TEST_F(JournalStory, StaysAsItWasAsOfThenAndAfterARestart) {
  DefineMsp();
  Bill("alpha", "USD", "10");
  const std::string as_of = absl::StrCat("as_of { position: ", Head(), " }");
  const std::string before = Journal();
  const std::string balances = Balances();
  Pay("p1", "alpha", 400, "USD");
  EXPECT_NE(Journal(), before);
  EXPECT_EQ(Journal(as_of), before);
  EXPECT_EQ(Balances(as_of), balances);
  EXPECT_EQ(balances, "RECEIVABLE alpha 10.00 USD\nREVENUE stamp -10.00 USD\n");
  const std::string now = Balances();
  EXPECT_EQ(now, "RECEIVABLE alpha 6.00 USD\nCASH bank 4.00 USD\nREVENUE stamp -10.00 USD\n");
  daemon_.Restart();
  client_ = daemon_.NewClient();
  EXPECT_EQ(Balances(), now);
  EXPECT_EQ(Journal(as_of), before);
}

TEST_F(JournalStory, OfNothingIsEmpty) {
  DefineMsp();
  EXPECT_EQ(Journal(), "");
  EXPECT_EQ(Balances(), "");
  EXPECT_EQ(Balances("date: '2026-11-03'"), "");
}

TEST_F(JournalStory, OfAnOrgThatIsNotThereIsRefused) {
  const auto refused = [&](const auto& query) {
    return RefusalIn(CallAny<v1::JournalPart>(client_, query).status()).reason();
  };
  EXPECT_EQ(refused(Parse<v1::ExportJournal>("org_id: 'none'")), v1::REASON_ORG_NOT_FOUND);
  EXPECT_EQ(refused(Parse<v1::ListJournalBalances>("org_id: 'none'")), v1::REASON_ORG_NOT_FOUND);
}

// Each is as much as an amount can be.
TEST_F(JournalStory, ABalanceThatDoesNotFitIsRefused) {
  DefineMsp();
  DefineCustomer("alpha");
  DefineCustomer("beta");
  constexpr int64_t kMost = 9'223'372'036'854'775'807;
  Pay("p1", "alpha", kMost, "USD");
  Pay("p2", "beta", kMost, "USD");
  EXPECT_EQ(Exported().entries_size(), 2);
  const auto refused =
      CallAny<v1::JournalBalancePage>(client_, Parse<v1::ListJournalBalances>("org_id: 'msp'"));
  EXPECT_EQ(RefusalIn(refused.status()).reason(), v1::REASON_AMOUNT_OUT_OF_RANGE);
}

}  // namespace
}  // namespace tally
