// Exchange rates: recorded once, listed, and what open invoices in other currencies are worth.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/money/money.h"
#include "system/support/story.h"

namespace tally {
namespace {

class ExchangeRatesStory : public Story {
 protected:
  v1::RecordExchangeRatesReply Learn(absl::string_view from, absl::string_view to,
                                     absl::string_view rate, absl::string_view date) {
    return Do<v1::RecordExchangeRates>(absl::StrCat("org_id: 'msp' rates { from_currency: '", from,
                                                    "' to_currency: '", to, "' rate: '", rate,
                                                    "' date: '", date, "' source: 'ECB' }"));
  }

  // The rates that a list gives, as `EUR USD 1.09 2026-10-30`.
  std::vector<std::string> Rates(absl::string_view query) {
    std::vector<std::string> words;
    const auto page = Do<v1::ListExchangeRates>(query);
    for (const v1::RecordedExchangeRate& row : page.rates()) {
      const v1::ExchangeRate& rate = row.rate();
      words.push_back(absl::StrCat(rate.from_currency(), " ", rate.to_currency(), " ", rate.rate(),
                                   " ", rate.date()));
    }
    return words;
  }
};

TEST_F(ExchangeRatesStory, RatesAreListedByCurrenciesAndDayAlsoAfterARestart) {
  DefineMsp();
  Learn("USD", "EUR", "0.91", "2026-10-30");
  const uint64_t head = Head();
  Learn("EUR", "USD", "1.0900", "2026-10-30");
  Learn("EUR", "USD", "1.08", "2026-10-01");
  Learn("EUR", "GBP", "0.88", "2026-10-30");
  const std::vector<std::string> all = {
      "EUR GBP 0.88 2026-10-30",
      "EUR USD 1.08 2026-10-01",
      "EUR USD 1.09 2026-10-30",
      "USD EUR 0.91 2026-10-30",
  };
  EXPECT_EQ(Rates("org_id: 'msp'"), all);
  daemon_.Restart();
  client_ = daemon_.NewClient();
  EXPECT_EQ(Rates("org_id: 'msp'"), all);
  EXPECT_EQ(Rates("org_id: 'msp' from_currency: 'USD'"), std::vector<std::string>{all[3]});
  EXPECT_EQ(Rates("org_id: 'msp' from_currency: 'CHF'"), std::vector<std::string>());
  EXPECT_EQ(Rates(absl::StrCat("org_id: 'msp' as_of { position: ", head, " }")),
            std::vector<std::string>{all[3]});
}

TEST_F(ExchangeRatesStory, ARateIsRecordedOnceAndAnotherOfTheDayIsRefused) {
  DefineMsp();
  EXPECT_EQ(Learn("USD", "EUR", "0.91", "2026-10-30").recorded(), 1U);
  const uint64_t head = Head();
  EXPECT_EQ(Learn("USD", "EUR", "0.910", "2026-10-30").already_known(), 1U);
  const auto other = Learn("USD", "EUR", "0.92", "2026-10-30");
  ASSERT_EQ(other.refused_size(), 1);
  EXPECT_EQ(other.refused(0).field(), "rate");
  EXPECT_EQ(other.refused(0).message(),
            "is \"0.92\", but was recorded as \"0.91\"; another rate needs a day of its own");
  EXPECT_EQ(Head(), head);
}

// Invoices of 3 November, on which the clock stands.
class RevaluationStory : public ExchangeRatesStory {
 protected:
  // Bills the customer, who pays in `currency`, `amount` untaxed, and returns the invoice's number.
  std::string Bill(absl::string_view customer, absl::string_view currency,
                   absl::string_view amount) {
    DefineCustomer(customer, absl::StrCat("currency: '", currency, "'"));
    SetPlan(customer, FixedLine("stamp", "1", amount));
    Run("2026-10");
    return Approve(customer, "2026-10");
  }

  void Credit(absl::string_view number, int64_t minor_units, absl::string_view currency) {
    Do<v1::CreditInvoice>(absl::StrCat("org_id: 'msp' invoice_number: '", number,
                                       "' reason: 'r' amount { total { minor_units: ", minor_units,
                                       " currency: '", currency, "' } }"));
  }

  static std::string Amount(const v1::Money& amount) {
    return amount.currency().empty() ? "?" : FormatAmount(amount);
  }

  // Each invoice as `customer's number: open USD, at issue, on date, unrealised`.
  std::vector<std::string> On(absl::string_view date) {
    std::vector<std::string> words;
    auto query =
        Parse<v1::RevalueInvoices>(absl::StrCat("org_id: 'msp' page_size: 1 date: '", date, "'"));
    do {
      const v1::Revaluation page = Answer(client_, query);
      EXPECT_LE(page.invoices_size(), 1);
      for (const v1::RevaluedInvoice& invoice : page.invoices()) {
        words.push_back(absl::StrCat(invoice.invoice_number(), ": ", Amount(invoice.open()), " ",
                                     invoice.open().currency(), ", ", Amount(invoice.at_issue()),
                                     ", ", Amount(invoice.on_date()), ", ",
                                     Amount(invoice.unrealised())));
      }
      query.set_page_token(page.next_page_token());
    } while (!query.page_token().empty());
    return words;
  }
};

TEST_F(RevaluationStory, C13UnrealisedDifferencesOfOpenInvoices) {
  DefineMsp("currency: 'EUR'");
  Learn("USD", "EUR", "1.13545", "2026-11-03");
  Learn("USD", "EUR", "1.13225", "2026-11-30");
  const std::string number = Bill("alpha", "USD", "1000");
  EXPECT_EQ(On("2026-11-30"),
            std::vector<std::string>{number + ": 1000.00 USD, 1135.45, 1132.25, -3.20"});
  EXPECT_EQ(On("2026-11-03"),
            std::vector<std::string>{number + ": 1000.00 USD, 1135.45, 1135.45, 0.00"});
  const auto values = Do<v1::RevalueInvoices>("org_id: 'msp' date: '2026-12-05'");
  ASSERT_EQ(values.invoices_size(), 1);
  EXPECT_EQ(values.invoices(0).unrealised().currency(), "EUR");
  EXPECT_EQ(values.invoices(0).issue_rate().date(), "2026-11-03");
  EXPECT_EQ(values.invoices(0).date_rate().date(), "2026-11-30");
  EXPECT_EQ(values.invoices(0).date_rate().source(), "ECB");
}

TEST_F(RevaluationStory, C13AGainIsPositive) {
  DefineMsp();
  Learn("EUR", "USD", "1.50", "2026-11-03");
  Learn("EUR", "USD", "1.60", "2026-11-30");
  const std::string number = Bill("alpha", "EUR", "1000");
  EXPECT_EQ(On("2026-11-30"),
            std::vector<std::string>{number + ": 1000.00 EUR, 1500.00, 1600.00, 100.00"});
}

// C11: what an invoice is booked at is said on it.
TEST_F(RevaluationStory, AnInvoiceSaysWhatItComesToInTheOrgsCurrency) {
  DefineMsp("currency: 'GBP'");
  Learn("USD", "GBP", "0.6072", "2026-11-03");
  const v1::Invoice invoice = Invoice(Bill("alpha", "USD", "500")).invoice();
  EXPECT_EQ(FormatAmount(invoice.base_totals().totals().total()), "303.60");
  EXPECT_EQ(invoice.base_totals().totals().total().currency(), "GBP");
  EXPECT_EQ(invoice.base_totals().exchange().rate(), "0.6072");
  EXPECT_FALSE(Invoice(Bill("beta", "GBP", "500")).invoice().has_base_totals());
}

TEST_F(RevaluationStory, InvoicesInTheOrgsCurrencyAndLaterOnesAreLeftOut) {
  DefineMsp();
  Learn("EUR", "USD", "1.50", "2026-11-01");
  Bill("alpha", "USD", "10");
  const std::string number = Bill("beta", "EUR", "10");
  EXPECT_EQ(On("2026-11-02"), std::vector<std::string>());
  EXPECT_EQ(On("2026-11-03"), std::vector<std::string>{number + ": 10.00 EUR, 15.00, 15.00, 0.00"});
}

// What was credited by a day was not open on it; what is credited later was.
TEST_F(RevaluationStory, WhatIsOpenIsWhatWasLeftOnTheDay) {
  DefineMsp();
  Learn("EUR", "USD", "1.50", "2026-11-01");
  Learn("EUR", "USD", "1.60", "2026-11-05");
  const std::string first = Bill("alpha", "EUR", "10");
  const std::string second = Bill("beta", "EUR", "20");
  daemon_.At("2026-11-10T12:00:00Z");
  Credit(first, 400, "EUR");
  Do<v1::VoidInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", second, "' reason: 'mistake'"));
  EXPECT_EQ(On("2026-11-09"), (std::vector<std::string>{
                                  first + ": 10.00 EUR, 15.00, 16.00, 1.00",
                                  second + ": 20.00 EUR, 30.00, 32.00, 2.00",
                              }));
  EXPECT_EQ(On("2026-11-10"), std::vector<std::string>{first + ": 6.00 EUR, 9.00, 9.60, 0.60"});
}

TEST_F(RevaluationStory, WhereARateIsNotKnownNothingIsSaid) {
  DefineMsp();
  const std::string number = Bill("alpha", "EUR", "10");
  EXPECT_EQ(On("2026-11-03"), std::vector<std::string>{number + ": 10.00 EUR, ?, ?, ?"});
  Learn("EUR", "USD", "1.60", "2026-11-05");
  EXPECT_EQ(On("2026-11-04"), std::vector<std::string>{number + ": 10.00 EUR, ?, ?, ?"});
  EXPECT_EQ(On("2026-11-05"), std::vector<std::string>{number + ": 10.00 EUR, ?, 16.00, ?"});
  // A rate of the issue date that is learnt later will do.
  Learn("EUR", "USD", "1.50", "2026-11-01");
  EXPECT_EQ(On("2026-11-05"), std::vector<std::string>{number + ": 10.00 EUR, 15.00, 16.00, 1.00"});
}

// A rate for the issue date that is learnt after the invoice was booked changes nothing of it.
TEST_F(RevaluationStory, AnInvoiceStaysBookedAtTheRateItWasIssuedAt) {
  DefineMsp();
  Learn("EUR", "USD", "1.50", "2026-11-01");
  const std::string number = Bill("alpha", "EUR", "10");
  Learn("EUR", "USD", "1.70", "2026-11-02");
  EXPECT_EQ(On("2026-11-03"), std::vector<std::string>{number + ": 10.00 EUR, 15.00, 17.00, 2.00"});
}

TEST_F(RevaluationStory, ValuesThatDoNotFitAreRefused) {
  DefineMsp();
  Bill("alpha", "EUR", "1000000000");
  Learn("EUR", "USD", "1000000000", "2026-11-05");
  Refused<v1::RevalueInvoices>("org_id: 'msp' date: '2026-11-05'", v1::REASON_AMOUNT_OUT_OF_RANGE,
                               "date");
}

}  // namespace
}  // namespace tally
