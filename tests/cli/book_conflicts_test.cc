#include "cli/book_text.h"
#include "cli/fjord_book.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What is wrong with the book beside a ledger that holds `ledger`.
std::vector<std::string> ConflictsWith(const Book& ledger, const std::string& text = kFjordBook) {
  Problems problems("book.yaml");
  References references;
  const auto book = ReadBook(text, references, problems);
  if (book) CheckAgainst(ledger, *book, references, problems);
  return problems.Lines();
}

// The org and a customer as the ledger has them.
Book LedgerOf(const std::string& customer_id, const std::string& currency,
              const std::string& account) {
  Book ledger;
  ledger.org.set_org_id("fjord");
  ledger.org.set_currency("NOK");
  v1::Customer& customer = ledger.customers.emplace_back();
  customer.set_customer_id(customer_id);
  customer.set_currency(currency);
  v1::Account& mapping = *customer.add_accounts();
  mapping.set_source_id("rmm");
  mapping.set_account(account);
  return ledger;
}

TEST(CheckAgainst, FindsCurrenciesThatWouldChange) {
  EXPECT_THAT(ConflictsWith(Book()), IsEmpty());
  EXPECT_THAT(ConflictsWith(LedgerOf("acme", "", "1001")), IsEmpty());
  EXPECT_THAT(ConflictsWith(LedgerOf("acme", "NOK", "1001")), IsEmpty());
  EXPECT_THAT(
      ConflictsWith(LedgerOf("acme", "EUR", "1001")),
      ElementsAre("book.yaml:25:5: customers.acme.currency: is EUR in the ledger and cannot "
                  "become NOK; write `currency: EUR`, or choose a new id for the "
                  "customer"));
  const std::string in_euros = With("    tax: exempt\n", "    currency: EUR\n");
  EXPECT_THAT(ConflictsWith(LedgerOf("acme", "EUR", "1001"), in_euros), IsEmpty());
  EXPECT_THAT(ConflictsWith(LedgerOf("other", "NOK", "1002"), in_euros), IsEmpty());
  EXPECT_THAT(ConflictsWith(LedgerOf("acme", "", "1001"), in_euros),
              ElementsAre("book.yaml:27:15: customers.acme.currency: is NOK in the ledger and "
                          "cannot become EUR; write `currency: NOK`, or choose a new id for the "
                          "customer"));
  // The ledger refuses the org, and with it nothing else.
  EXPECT_THAT(ConflictsWith(LedgerOf("acme", "", "1001"), With("currency: NOK", "currency: EUR")),
              ElementsAre("book.yaml:5:13: org.currency: is NOK in the ledger and cannot become "
                          "EUR; write `currency: NOK`, or choose a new id for the org"));
}

TEST(CheckAgainst, FindsAccountsOfCustomersThatTheBookDoesNotName) {
  EXPECT_THAT(ConflictsWith(LedgerOf("other", "", "1002")), IsEmpty());
  EXPECT_THAT(ConflictsWith(LedgerOf("other", "", "1001")),
              ElementsAre("book.yaml:29:21: customers.acme.accounts.rmm: is \"1001\", which in the "
                          "ledger is the account of other; name other in the book without it, or "
                          "correct it"));
  // One that it names gives the account up.
  const std::string with_other = absl::StrCat(kFjordBook, "  other: {name: Other}\n");
  EXPECT_THAT(ConflictsWith(LedgerOf("other", "", "1001"), with_other), IsEmpty());
}

}  // namespace
}  // namespace tally
