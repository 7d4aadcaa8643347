// The journal as files of accounting programs. tests/system/journal_year_test.cc has the programs
// read them.

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "clients/cli/journal/account_names.h"
#include "clients/cli/journal/journal_writer.h"
#include "clients/cli/show/journal.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr char kInvoice[] =
    "date: '2026-11-03' position: 12 document: 'B-1' description: 'Invoice B-1' "
    "customer_id: 'bolt_inc' "
    "postings { account: JOURNAL_ACCOUNT_RECEIVABLE subject: 'bolt_inc' "
    "  amount { minor_units: 50000 currency: 'USD' } cost { minor_units: 30360 currency: 'GBP' } } "
    "postings { account: JOURNAL_ACCOUNT_REVENUE subject: 'seat.2' "
    "  amount { minor_units: -30360 currency: 'GBP' } }";

constexpr char kPayment[] =
    "date: '2026-11-04' position: 13 document: '=p;1 \"x\"' "
    "description: 'Payment =p;1 \"x\" by bank' customer_id: 'cube' "
    "postings { account: JOURNAL_ACCOUNT_CASH subject: 'bank' "
    "  amount { minor_units: 1001 currency: 'JPY' } } "
    "postings { account: JOURNAL_ACCOUNT_CUSTOMER_CREDIT subject: 'cube' "
    "  amount { minor_units: -1001 currency: 'JPY' } }";

std::string Written(JournalFormat format) {
  const auto writer = NewJournalWriter(format);
  writer->Add(Parse<v1::JournalEntry>(kInvoice));
  writer->Add(Parse<v1::JournalEntry>(kPayment));
  return writer->Text({.org_id = "msp", .currency = "GBP", .position = 13});
}

TEST(JournalWriters, Hledger) {
  EXPECT_EQ(Written(JournalFormat::kHledger),
            R"(; The journal of msp, for hledger, as of position 13.

commodity 1000.00 GBP
commodity 1000. JPY
commodity 1000.00 USD
account Assets:Cash:bank
account Assets:Receivable:bolt_inc
account Income:Revenue:seat.2
account Liabilities:CustomerCredit:cube

2026-11-03 Invoice B-1
    ; document: B-1
    ; position: 12
    Assets:Receivable:bolt_inc                      500.00 USD @@ 303.60 GBP
    Income:Revenue:seat.2                          -303.60 GBP

2026-11-04 Payment =p,1 "x" by bank
    ; document: =p;1 "x"
    ; position: 13
    Assets:Cash:bank                                  1001 JPY
    Liabilities:CustomerCredit:cube                  -1001 JPY
)");
}

TEST(JournalWriters, Ledger) {
  EXPECT_EQ(Written(JournalFormat::kLedger),
            R"(; The journal of msp, for ledger, as of position 13.

tag document
tag position
commodity GBP
commodity JPY
commodity USD
account Assets:Cash:bank
account Assets:Receivable:bolt_inc
account Income:Revenue:seat.2
account Liabilities:CustomerCredit:cube

2026-11-03 Invoice B-1
    ; document: B-1
    ; position: 12
    Assets:Receivable:bolt_inc                      500.00 USD @@ 303.60 GBP
    Income:Revenue:seat.2                          -303.60 GBP

2026-11-04 Payment =p,1 "x" by bank
    ; document: =p;1 "x"
    ; position: 13
    Assets:Cash:bank                                  1001 JPY
    Liabilities:CustomerCredit:cube                  -1001 JPY
)");
}

TEST(JournalWriters, Beancount) {
  EXPECT_EQ(Written(JournalFormat::kBeancount),
            R"(; The journal of msp, for beancount, as of position 13.

option "title" "msp"
option "operating_currency" "GBP"

2026-11-03 commodity GBP
2026-11-04 commodity JPY
2026-11-03 commodity USD
2026-11-04 open Assets:Cash:Bank
2026-11-03 open Assets:Receivable:Bolt-5Finc
2026-11-03 open Income:Revenue:Seat-2E2
2026-11-04 open Liabilities:CustomerCredit:Cube

2026-11-03 * "Invoice B-1"
    document: "B-1"
    position: 12
    Assets:Receivable:Bolt-5Finc                    500.00 USD @@ 303.60 GBP
    Income:Revenue:Seat-2E2                        -303.60 GBP

2026-11-04 * "Payment =p;1 \"x\" by bank"
    document: "=p;1 \"x\""
    position: 13
    Assets:Cash:Bank                                  1001 JPY
    Liabilities:CustomerCredit:Cube                  -1001 JPY
)");
}

TEST(JournalWriters, Csv) {
  EXPECT_EQ(
      Written(JournalFormat::kCsv),
      "date,position,document,description,customer,account,amount,currency,cost,cost_currency\n"
      "2026-11-03,12,B-1,Invoice B-1,bolt_inc,Assets:Receivable:bolt_inc,500.00,USD,303.60,GBP\n"
      "2026-11-03,12,B-1,Invoice B-1,bolt_inc,Income:Revenue:seat.2,-303.60,GBP,,\n"
      "2026-11-04,13,\"'=p;1 \"\"x\"\"\",\"Payment =p;1 \"\"x\"\" by bank\",cube,"
      "Assets:Cash:bank,1001,JPY,,\n"
      "2026-11-04,13,\"'=p;1 \"\"x\"\"\",\"Payment =p;1 \"\"x\"\" by bank\",cube,"
      "Liabilities:CustomerCredit:cube,-1001,JPY,,\n");
}

TEST(JournalWriters, OfNoEntriesSayWhatTheyAre) {
  const JournalHead head = {.org_id = "msp", .currency = "GBP", .position = 4};
  EXPECT_EQ(NewJournalWriter(JournalFormat::kHledger)->Text(head),
            "; The journal of msp, for hledger, as of position 4.\n\n");
  for (const std::string& name : JournalFormatNames()) {
    const auto format = ParseJournalFormat(name);
    ASSERT_TRUE(format) << name;
    EXPECT_NE(NewJournalWriter(*format)->Text(head), "");
  }
  EXPECT_FALSE(ParseJournalFormat("gnucash"));
}

// Ids are made of a-z 0-9 - _ . and start with a letter or a digit.
TEST(AccountNames, NoTwoIdsAreOneAccountOfBeancount) {
  const std::vector<std::string> ids = {"a_",  "a-5f", "a.",  "a-2e", "a-",    "a--", "a-5",
                                        "a5f", "a_5f", "a-_", "a_-",  "0_",    "0.",  "2024co",
                                        "a.b", "a_b",  "a-b", "ab",   "a--5f", "a._", "a_."};
  std::set<std::string> accounts;
  for (const std::string& id : ids) {
    const std::string account = BeancountAccount(v1::JOURNAL_ACCOUNT_RECEIVABLE, id);
    EXPECT_TRUE(accounts.insert(account).second) << id << " is " << account;
  }
  EXPECT_EQ(BeancountAccount(v1::JOURNAL_ACCOUNT_RECEIVABLE, "bolt_inc.co"),
            "Assets:Receivable:Bolt-5Finc-2Eco");
}

TEST(AccountNames, EachAccountHasAName) {
  std::set<std::string> names;
  const auto& accounts = *v1::JournalAccount_descriptor();
  for (int i = 1; i < accounts.value_count(); ++i) {
    const auto account = static_cast<v1::JournalAccount>(accounts.value(i)->number());
    EXPECT_NE(AccountPath(account, ""), "Equity:Unknown") << accounts.value(i)->name();
    EXPECT_TRUE(names.insert(AccountPath(account, "")).second) << accounts.value(i)->name();
    EXPECT_EQ(AccountPath(account, ""), BeancountAccount(account, ""));
  }
}

TEST(JournalTables, AnEntryIsSaidOnce) {
  v1::JournalPart part;
  *part.add_entries() = Parse<v1::JournalEntry>(kInvoice);
  EXPECT_EQ(
      JournalTable(part, Look()),
      R"(date        entry        account                          debit      credit  in the books
2026-11-03  Invoice B-1  Assets:Receivable:bolt_inc  500.00 USD                303.60 GBP
                         Income:Revenue:seat.2                   303.60 GBP
)");
  EXPECT_EQ(JournalTable(v1::JournalPart(), Look()), "No entries.\n");
}

TEST(JournalTables, BalancesAreUnderDebitOrCredit) {
  const auto page = Parse<v1::JournalBalancePage>(
      "balances { account: JOURNAL_ACCOUNT_RECEIVABLE subject: 'acme' "
      "  amount { minor_units: 123450 currency: 'GBP' } } "
      "balances { account: JOURNAL_ACCOUNT_TAX subject: 'vat' "
      "  amount { minor_units: -20575 currency: 'GBP' } } "
      "balances { account: JOURNAL_ACCOUNT_REVENUE subject: 'seat' "
      "  amount { minor_units: -102875 currency: 'GBP' } }");
  EXPECT_EQ(JournalBalanceTable(page, Look()),
            "account                 debit GBP  credit GBP\n"
            "Assets:Receivable:acme   1,234.50\n"
            "Liabilities:Tax:vat                    205.75\n"
            "Income:Revenue:seat                  1,028.75\n"
            "----------------------  ---------  ----------\n"
            "total GBP                1,234.50    1,234.50\n");
  EXPECT_EQ(JournalBalanceTable(v1::JournalBalancePage(), Look()),
            "Nothing stands on any account.\n");
}

}  // namespace
}  // namespace tally
