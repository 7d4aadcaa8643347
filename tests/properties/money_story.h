// MoneyStory: whatever is invoiced, credited, paid, settled, taken back and given up.
//
//   MoneyStory story;
//   for (int i = 0; i < 40; ++i) story.DoSomething();
//
// Everything goes through the deciders of the ledger; what they refuse does not happen. The org is
// in pounds; customers pay in pounds, in dollars, in yen and, in coins, in francs. Rates are known
// of some days. The clock goes on by some days from one thing to the next; days are asked for that
// are long past.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/deciders/decider.h"
#include "ledger/store/memory_store.h"

namespace tally {

class MoneyStory {
 public:
  static constexpr char kOrg[] = "msp";

  // A command of which the request is chosen.
  using Step = std::function<absl::StatusOr<std::vector<v1::Event>>(const Books&, const Context&)>;

  MoneyStory();
  MoneyStory(const MoneyStory&) = delete;
  MoneyStory& operator=(const MoneyStory&) = delete;

  // Issues an invoice.
  void Issue();
  // Does any of all there is.
  void DoSomething();
  // A command on what `customer` owes and owns that gives no document a number.
  Step AnyMovement(const std::string& customer);
  // Does what `step` says, if it is not refused. Refusals must be told as such.
  void Do(const Step& step);

  const Books& books() const { return books_; }
  // All that happened, in order.
  const std::vector<v1::Event>& events() const { return events_; }
  static std::vector<std::string> Customers();

 private:
  void PassDays();
  std::string AnyDate() const;
  Step AnyCreditOrVoid();
  Step AnyPayment(const std::string& customer);
  Step AnyAllocation(const std::string& customer);
  Step AnyRefund(const std::string& customer);
  Step AnyGrant(const std::string& customer);
  Step AnyReversal(const std::string& customer);
  Step AnyWriteOff(const std::string& customer);
  Step AnyClosing() const;

  // A row of the customer's, or nothing.
  std::optional<v1::CustomerCredit> AnyCredit(const std::string& customer) const;
  std::vector<v1::InvoiceSettlement> InvoicesOf(const std::string& customer) const;
  v1::ChosenInvoices AnyChoice(const std::string& customer) const;
  void Record(v1::Event event);
  std::string NewId();

  MemoryStore store_;
  Books books_{store_};
  absl::Time now_;
  int last_id_ = 0;
  std::vector<v1::Event> events_;
};

}  // namespace tally
