// Lists: pages, their sizes and their tokens.

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "system/support/story.h"

namespace tally {
namespace {

// All items of a list, read in pages of `size`; `key_of` returns what tells items apart.
template <class Query, class Items, class KeyOf>
std::vector<std::string> ReadPages(const Client& client, Query query, uint32_t size, Items items,
                                   KeyOf key_of) {
  std::vector<std::string> keys;
  query.set_page_size(size);
  do {
    const auto page = client.Call(query);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return keys;
    const auto found = items(*page);
    EXPECT_LE(found.size(), static_cast<int>(size));
    for (const auto& item : found) keys.push_back(key_of(item));
    query.set_page_token(page->next_page_token());
  } while (!query.page_token().empty());
  return keys;
}

// Expects pages of every size to give `expected`, each once and in order.
template <class Query, class Items, class KeyOf>
void ExpectPages(const Client& client, absl::string_view text, Items items, KeyOf key_of,
                 const std::vector<std::string>& expected) {
  SCOPED_TRACE(Query::descriptor()->name());
  for (const uint32_t size : {1U, 2U, 3U, 1000U}) {
    EXPECT_EQ(ReadPages(client, Parse<Query>(text), size, items, key_of), expected) << size;
  }
  Query rubbish = Parse<Query>(text);
  for (const char* token : {"!", "a", "\xC3\xA9", "====", "-1x", "rubbish"}) {
    rubbish.set_page_token(token);
    const auto page = client.Call(rubbish);
    EXPECT_FALSE(page.ok()) << token;
    if (page.ok()) continue;
    const v1::Refusal refusal = RefusalIn(page.status());
    EXPECT_EQ(refusal.field(), "page_token");
    EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(v1::REASON_PAGE_TOKEN_INVALID))
        << token;
  }
}

class Lists : public Story {
 protected:
  // Five customers with seats in October, all invoiced and credited in part.
  void BillFive() {
    DefineMsp();
    for (const char* id : {"a", "b", "c", "d", "e"}) {
      DefineCustomer(id);
      SetPlan(id, FixedLine("seat", "2", "10"));
    }
    Run("2026-10");
    for (const char* id : {"a", "b", "c", "d", "e"}) {
      const std::string number = Approve(id, "2026-10");
      Do<v1::CreditInvoice>(absl::StrCat("org_id: 'msp' invoice_number: '", number,
                                         "' reason: 'r' ",
                                         "amount { total { minor_units: 100 currency: 'USD' } }"));
    }
  }
};

TEST_F(Lists, PagesGiveEachDefinitionOnce) {
  DefineMsp();
  for (const char* org : {"a", "b", "z"}) {
    Do<v1::DefineOrg>(
        absl::StrCat("org { org_id: '", org, "' name: 'Org' currency: 'EUR' time_zone: 'UTC' }"));
  }
  ExpectPages<v1::ListOrgs>(
      client_, "", [](const v1::OrgPage& page) { return page.orgs(); },
      [](const v1::Org& org) { return org.org_id(); }, {"a", "b", "msp", "z"});

  for (const char* id : {"a", "b", "c"}) {
    Do<v1::DefineTax>(
        absl::StrCat("org_id: 'msp' tax { tax_id: '", id, "' name: 'Tax' rate_percent: '1' }"));
    Do<v1::DefineItem>(absl::StrCat("org_id: 'msp' item { item_id: '", id, "' name: 'Item' }"));
    Do<v1::DefineSource>(absl::StrCat("org_id: 'msp' source { source_id: '", id, "' kind: 'k' }"));
    DefineCustomer(id);
    SetPlan(id, "", "2026-01-01");
    SetPlan(id, "", "2026-02-01");
  }
  ExpectPages<v1::ListTaxes>(
      client_, "org_id: 'msp'", [](const v1::TaxPage& page) { return page.taxes(); },
      [](const v1::Tax& tax) { return tax.tax_id(); }, {"a", "b", "c", "vat"});
  ExpectPages<v1::ListItems>(
      client_, "org_id: 'msp'", [](const v1::ItemPage& page) { return page.items(); },
      [](const v1::Item& item) { return item.item_id(); }, {"a", "b", "c", "seat", "stamp"});
  ExpectPages<v1::ListSources>(
      client_, "org_id: 'msp'", [](const v1::SourcePage& page) { return page.sources(); },
      [](const v1::Source& source) { return source.source_id(); }, {"a", "b", "c", "shop"});
  ExpectPages<v1::ListCustomers>(
      client_, "org_id: 'msp'", [](const v1::CustomerPage& page) { return page.customers(); },
      [](const v1::Customer& customer) { return customer.customer_id(); }, {"a", "b", "c"});
  const auto plans = [](const v1::PlanPage& page) { return page.plans(); };
  const auto plan_key = [](const v1::Plan& plan) {
    return plan.customer_id() + " " + plan.effective_from();
  };
  ExpectPages<v1::ListPlans>(client_, "org_id: 'msp'", plans, plan_key,
                             {"a 2026-01-01", "a 2026-02-01", "b 2026-01-01", "b 2026-02-01",
                              "c 2026-01-01", "c 2026-02-01"});
  ExpectPages<v1::ListPlans>(client_, "org_id: 'msp' customer_id: 'b'", plans, plan_key,
                             {"b 2026-01-01", "b 2026-02-01"});
}

TEST_F(Lists, PagesGiveEachCountOnce) {
  DefineMsp();
  std::vector<std::string> all;
  for (const char* account : {"a", "b", "c"}) {
    for (const char* meter : {"DEVICE", "SEAT"}) {
      for (int second = 0; second < 3; ++second) {
        Do<v1::RecordCounts>(absl::StrCat(
            "org_id: 'msp' source_id: 'shop' observations { observed_at { seconds: ", second,
            " } account: '", account, "' meter: '", meter, "' quantity: '1' }"));
        all.push_back(absl::StrCat(account, " ", meter, " ", second));
      }
    }
  }
  const auto counts = [](const v1::CountPage& page) { return page.counts(); };
  const auto key = [](const v1::Count& count) {
    const v1::Observation& seen = count.observation();
    return absl::StrCat(seen.account(), " ", seen.meter(), " ", seen.observed_at().seconds());
  };
  ExpectPages<v1::ListCounts>(client_, "org_id: 'msp' source_id: 'shop'", counts, key, all);
  ExpectPages<v1::ListCounts>(client_, "org_id: 'msp' source_id: 'shop' account: 'b'", counts, key,
                              {all.begin() + 6, all.begin() + 12});
  ExpectPages<v1::ListCounts>(client_, "org_id: 'msp' source_id: 'shop' account: 'b' meter: 'SEAT'",
                              counts, key, {all.begin() + 9, all.begin() + 12});
}

TEST_F(Lists, PagesGiveEachEntryAndRateOnce) {
  DefineMsp();
  std::vector<std::string> entries;
  for (const char* customer : {"a", "b", "c"}) {
    DefineCustomer(customer);
    for (const char* date : {"2026-10-01", "2026-10-02"}) {
      for (const char* id : {"x", "y"}) {
        const std::string key = absl::StrCat(customer, " ", date, " ", id);
        const std::string of_day =
            absl::StrCat("customer_id: '", customer, "' date: '", date, "' ");
        Do<v1::RecordTimeEntries>(absl::StrCat("org_id: 'msp' source_id: 'shop' entries { ", of_day,
                                               "entry_id: '", key, "' minutes: 5 }"));
        Do<v1::RecordChargeEntries>(
            absl::StrCat("org_id: 'msp' source_id: 'shop' charges { ", of_day, "entry_id: '", key,
                         "' kind: CHARGE_KIND_EXPENSE quantity: '1' unit_cost: '1' "
                         "cost_currency: 'USD' }"));
        Do<v1::RecordTriggerEntries>(absl::StrCat("org_id: 'msp' source_id: 'shop' triggers { ",
                                                  of_day, "key: '", key,
                                                  "' kind: TRIGGER_KIND_DEAL }"));
        entries.push_back(key);
      }
    }
  }
  const std::vector<std::string> of_b(entries.begin() + 4, entries.begin() + 8);
  const auto expect = [&](const char* query, const std::vector<std::string>& expected) {
    ExpectPages<v1::ListTimeEntries>(
        client_, query, [](const v1::TimeEntryPage& page) { return page.entries(); },
        [](const v1::RecordedTime& row) { return row.entry().entry_id(); }, expected);
    ExpectPages<v1::ListChargeEntries>(
        client_, query, [](const v1::ChargePage& page) { return page.charges(); },
        [](const v1::RecordedCharge& row) { return row.charge().entry_id(); }, expected);
    ExpectPages<v1::ListTriggerEntries>(
        client_, query, [](const v1::TriggerPage& page) { return page.triggers(); },
        [](const v1::RecordedTrigger& row) { return row.trigger().key(); }, expected);
  };
  expect("org_id: 'msp'", entries);
  expect("org_id: 'msp' customer_id: 'b'", of_b);

  std::vector<std::string> rates;
  for (const char* from : {"CHF", "EUR"}) {
    for (const char* date : {"2026-10-01", "2026-10-02", "2026-10-03"}) {
      Do<v1::RecordExchangeRates>(absl::StrCat("org_id: 'msp' rates { from_currency: '", from,
                                               "' to_currency: 'USD' ", "rate: '1.1' date: '", date,
                                               "' source: 'ECB' }"));
      rates.push_back(absl::StrCat(from, " ", date));
    }
  }
  const auto rates_of = [](const v1::ExchangeRatePage& page) { return page.rates(); };
  const auto rate_key = [](const v1::RecordedExchangeRate& row) {
    return absl::StrCat(row.rate().from_currency(), " ", row.rate().date());
  };
  ExpectPages<v1::ListExchangeRates>(client_, "org_id: 'msp'", rates_of, rate_key, rates);
  ExpectPages<v1::ListExchangeRates>(client_, "org_id: 'msp' from_currency: 'EUR'", rates_of,
                                     rate_key, {rates.begin() + 3, rates.end()});
}

// The longest names that a count may have must not make a token that is too long to come back.
TEST_F(Lists, PagesGiveEachCountOnceHoweverLongItsNamesAre) {
  DefineMsp();
  const std::string name(256, 'x');
  for (int second = 0; second < 3; ++second) {
    Do<v1::RecordCounts>(absl::StrCat(
        "org_id: 'msp' source_id: 'shop' observations { observed_at { seconds: ", second,
        " } account: '", name, "' meter: '", name, "' quantity: '1' }"));
  }
  EXPECT_EQ(ReadPages(
                client_, Parse<v1::ListCounts>("org_id: 'msp' source_id: 'shop'"), 1,
                [](const v1::CountPage& page) { return page.counts(); },
                [](const v1::Count& count) {
                  return absl::StrCat(count.observation().observed_at().seconds());
                }),
            (std::vector<std::string>{"0", "1", "2"}));
}

TEST_F(Lists, PagesGiveEachRunOutcomeDraftAndDocumentOnce) {
  BillFive();
  const v1::Run second = Run("2026-10");
  Run("2026-09");
  const auto runs = [](const v1::RunPage& page) { return page.runs(); };
  const auto run_key = [](const v1::Run& run) { return run.run_id(); };
  ExpectPages<v1::ListRuns>(client_, "org_id: 'msp'", runs, run_key,
                            {"2026-09.1", "2026-10.2", "2026-10.1"});
  ExpectPages<v1::ListRuns>(client_, "org_id: 'msp' month: '2026-10'", runs, run_key,
                            {"2026-10.2", "2026-10.1"});
  const std::vector<std::string> five = {"a", "b", "c", "d", "e"};
  for (const char* more : {"only_skipped: true", ""}) {
    ExpectPages<v1::ListRunOutcomes>(
        client_, absl::StrCat("org_id: 'msp' run_id: '", second.run_id(), "' ", more),
        [](const v1::RunOutcomePage& page) { return page.outcomes(); },
        [](const v1::RunOutcome& outcome) { return outcome.customer_id(); }, five);
  }

  const auto entries = [](const v1::DraftPage& page) { return page.entries(); };
  const auto entry_key = [](const v1::ReviewEntry& entry) { return entry.customer_id(); };
  ExpectPages<v1::ListDrafts>(client_, "org_id: 'msp' month: '2026-10'", entries, entry_key, five);
  ExpectPages<v1::ListDrafts>(
      client_, "org_id: 'msp' status: DRAFT_STATUS_IN_REVIEW", entries,
      [](const v1::ReviewEntry& entry) { return entry.month() + entry.customer_id(); },
      {"2026-09a", "2026-09b", "2026-09c", "2026-09d", "2026-09e"});

  std::vector<std::string> numbers;
  std::vector<std::string> notes;
  for (int i = 1; i <= 5; ++i) {
    numbers.push_back(absl::StrCat("BILL-2026-11-00", i));
    notes.push_back(absl::StrCat("CREDIT-2026-11-00", i));
  }
  const auto invoices = [](const v1::InvoicePage& page) { return page.invoices(); };
  const auto number = [](const v1::InvoiceSummary& invoice) { return invoice.number(); };
  ExpectPages<v1::ListInvoices>(client_, "org_id: 'msp'", invoices, number, numbers);
  ExpectPages<v1::ListInvoices>(client_, "org_id: 'msp' month: '2026-10'", invoices, number,
                                numbers);
  ExpectPages<v1::ListInvoices>(client_, "org_id: 'msp' customer_id: 'c'", invoices, number,
                                {numbers[2]});
  ExpectPages<v1::ListInvoices>(client_, "org_id: 'msp' customer_id: 'c' month: '2026-09'",
                                invoices, number, {});
  const auto credit_notes = [](const v1::CreditNotePage& page) { return page.credit_notes(); };
  const auto note_key = [](const v1::CreditNote& note) { return note.number(); };
  ExpectPages<v1::ListCreditNotesRequest>(client_, "org_id: 'msp'", credit_notes, note_key, notes);
  ExpectPages<v1::ListCreditNotesRequest>(
      client_, absl::StrCat("org_id: 'msp' invoice_number: '", numbers[1], "'"), credit_notes,
      note_key, {notes[1]});
}

TEST_F(Lists, PagesGiveEachEventOnce) {
  BillFive();
  std::vector<std::string> all;
  for (uint64_t i = 1; i <= Head(); ++i) all.push_back(absl::StrCat(i));
  const auto events = [](const v1::EventPage& page) { return page.events(); };
  const auto position = [](const v1::RecordedEvent& event) {
    return absl::StrCat(event.position());
  };
  ExpectPages<v1::ReadEvents>(client_, "", events, position, all);
  ExpectPages<v1::ReadEvents>(client_, "from_position: 10", events, position,
                              {all.begin() + 9, all.end()});
}

TEST_F(Lists, APageHasAHundredItemsUnlessItIsAskedForMoreAndAtMostAThousand) {
  DefineMsp();
  for (int i = 0; i < 1001; ++i) {
    Do<v1::DefineCustomer>(
        absl::StrCat("org_id: 'msp' customer { customer_id: 'c", i, "' name: 'C' }"));
  }
  EXPECT_EQ(Do<v1::ListCustomers>("org_id: 'msp'").customers_size(), 100);
  const auto most = Do<v1::ListCustomers>("org_id: 'msp' page_size: 4294967295");
  EXPECT_EQ(most.customers_size(), 1000);
  EXPECT_NE(most.next_page_token(), "");
  EXPECT_EQ(Do<v1::ReadEvents>("").events_size(), 100);
  EXPECT_EQ(Do<v1::ReadEvents>("page_size: 5000").events_size(), 1000);
}

// Clients take messages of up to 4 MiB unless they say otherwise.
TEST_F(Lists, APageFitsIntoAMessageThatEveryClientTakes) {
  DefineMsp();
  std::string lines;
  const std::string item(64, 'x');
  Do<v1::DefineItem>(absl::StrCat("org_id: 'msp' item { item_id: '", item, "' name: 'Item' }"));
  for (int i = 0; i < 500; ++i) lines += FixedLine(item, "123456", "123456.123456");
  for (int i = 0; i < 60; ++i) {
    DefineCustomer(absl::StrCat("c", i));
    SetPlan(absl::StrCat("c", i), lines);
  }
  const auto plans = Do<v1::ListPlans>("org_id: 'msp' page_size: 1000");
  EXPECT_GT(plans.plans_size(), 0);
  const auto preview = Do<v1::PreviewRun>("org_id: 'msp' month: '2026-10'");
  EXPECT_GT(preview.size(), 0U);
}

}  // namespace
}  // namespace tally
