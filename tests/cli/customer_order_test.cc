#include "clients/cli/book/customer_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/canonical.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Owner {
  const char* customer_id;
  const char* account;
};

// A book in which each customer has an account of one source; an empty one stands for none.
Book BookOf(std::initializer_list<Owner> owners) {
  Book book;
  for (const Owner& owner : owners) {
    v1::Customer& customer = book.customers.emplace_back();
    customer.set_customer_id(owner.customer_id);
    customer.set_etag(absl::StrCat("etag-", owner.customer_id));
    if (*owner.account == '\0') continue;
    customer.add_accounts()->set_source_id("rmm");
    customer.mutable_accounts(0)->set_account(owner.account);
  }
  return Canonical(book);
}

// Steps as `customer=account`, with `*` where the etag has to be read again.
std::vector<std::string> Words(const std::vector<CustomerStep>& steps) {
  std::vector<std::string> words;
  for (const CustomerStep& step : steps) {
    const bool has_account = step.customer.accounts_size() > 0;
    words.push_back(absl::StrCat(step.customer.customer_id(), "=",
                                 has_account ? step.customer.accounts(0).account() : "",
                                 step.is_second ? "*" : ""));
  }
  return words;
}

CustomerSteps Order(const Book& ledger, const Book& wanted) {
  return OrderCustomers(ledger, wanted, Compare(ledger, wanted).of(Part::kCustomers));
}

TEST(CustomerOrder, TakesNewCustomersInOneWave) {
  const auto steps = Order(BookOf({}), BookOf({{"a", "1"}, {"b", "2"}}));
  EXPECT_THAT(Words(steps.first), IsEmpty());
  EXPECT_THAT(Words(steps.second), ElementsAre("a=1", "b=2"));
}

TEST(CustomerOrder, LetsGoBeforeItTakes) {
  const auto steps = Order(BookOf({{"a", ""}, {"b", "1"}}), BookOf({{"a", "1"}, {"b", ""}}));
  EXPECT_THAT(Words(steps.first), ElementsAre("b="));
  EXPECT_THAT(Words(steps.second), ElementsAre("a=1"));
  EXPECT_EQ(steps.second[0].etag, "etag-a");
}

TEST(CustomerOrder, SwapsInTwoSteps) {
  const auto steps = Order(BookOf({{"a", "1"}, {"b", "2"}}), BookOf({{"a", "2"}, {"b", "1"}}));
  EXPECT_THAT(Words(steps.first), ElementsAre("a=", "b="));
  EXPECT_THAT(Words(steps.second), ElementsAre("a=2*", "b=1*"));
}

TEST(CustomerOrder, MovesAlongAChain) {
  const auto steps = Order(BookOf({{"a", "1"}, {"b", "2"}, {"c", ""}}),
                           BookOf({{"a", "3"}, {"b", "1"}, {"c", "2"}}));
  EXPECT_THAT(Words(steps.first), ElementsAre("a=3", "b="));
  EXPECT_THAT(Words(steps.second), ElementsAre("b=1*", "c=2"));
}

}  // namespace
}  // namespace tally
