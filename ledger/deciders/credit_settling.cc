#include "ledger/deciders/credit_settling.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/movement_date.h"
#include "ledger/deciders/open_credits.h"
#include "ledger/deciders/unique.h"
#include "ledger/events/wrap.h"
#include "ledger/money/amount_words.h"
#include "ledger/money/exchange.h"
#include "ledger/money/money.h"
#include "ledger/receivables/new_settlement.h"

namespace tally {
namespace {

// An invoice of which a credit is to settle `units`, in all.
struct Target {
  v1::InvoiceSettlement invoice;
  int64_t units = 0;
};

// What a credit settles of an invoice.
int64_t SettledUnits(const v1::CustomerCredit& credit, const std::string& invoice_number) {
  const v1::Allocation* settled = SettledOf(credit, invoice_number);
  return settled == nullptr ? 0 : settled->amount().minor_units();
}

absl::StatusOr<v1::InvoiceSettlement> FindOwn(const Books& books, const std::string& org_id,
                                              const v1::CustomerCredit& credit,
                                              const std::string& field, const std::string& number) {
  auto invoice =
      OrRefuse(books.settlements.Find(org_id, number), v1::REASON_INVOICE_NOT_FOUND, field, number);
  if (!invoice.ok()) return invoice;
  if (invoice->open().currency() != credit.amount().currency()) {
    return Refuse(v1::REASON_WRONG_CURRENCY, field,
                  absl::StrCat(number, " is in ", invoice->open().currency()));
  }
  if (invoice->customer_id() == credit.customer_id()) return invoice;
  return Refuse(v1::REASON_ANOTHER_CUSTOMER, field,
                absl::StrCat(number, " is of ", invoice->customer_id(), ", but the credit is of ",
                             credit.customer_id()));
}

// What is asked of one invoice is above zero, and no more than either side allows.
absl::Status CheckShare(const std::string& field, const v1::Money& amount, int64_t open,
                        int64_t left) {
  const std::string is = absl::StrCat("is ", AmountWords(amount));
  if (amount.minor_units() <= 0) {
    return Refuse(v1::REASON_AMOUNT_NOT_POSITIVE, field, is);
  }
  if (amount.minor_units() > open) {
    return Refuse(v1::REASON_EXCEEDS_OPEN, field,
                  absl::StrCat(is, ", but only ", AmountWords(MakeMoney(open, amount.currency())),
                               " is open"));
  }
  if (amount.minor_units() > left) {
    return Refuse(v1::REASON_EXCEEDS_CREDIT, field,
                  absl::StrCat(is, ", but only ", AmountWords(MakeMoney(left, amount.currency())),
                               " is left of the credit"));
  }
  return absl::OkStatus();
}

// What `credit` is to settle of each chosen invoice, in their order.
absl::StatusOr<std::vector<Target>> TargetsOf(const Books& books, const std::string& org_id,
                                              const v1::ChosenInvoices& chosen,
                                              const v1::CustomerCredit& credit) {
  const absl::Status unique =
      CheckUnique("chosen.invoices", chosen.invoices(),
                  [](const v1::InvoiceShare& share) { return share.invoice_number(); });
  if (!unique.ok()) return unique;
  std::vector<Target> targets;
  int64_t left = credit.left().minor_units() + credit.allocated().minor_units();
  for (int i = 0; i < chosen.invoices_size(); ++i) {
    const v1::InvoiceShare& share = chosen.invoices(i);
    const std::string field = absl::StrCat("chosen.invoices[", i, "]");
    auto invoice = FindOwn(books, org_id, credit, absl::StrCat(field, ".invoice_number"),
                           share.invoice_number());
    if (!invoice.ok()) return invoice.status();
    const int64_t open =
        invoice->open().minor_units() + SettledUnits(credit, share.invoice_number());
    int64_t units = std::min(open, left);
    if (share.has_amount()) {
      const std::string& currency = credit.amount().currency();
      if (share.amount().currency() != currency) {
        return Refuse(v1::REASON_WRONG_CURRENCY, absl::StrCat(field, ".amount.currency"),
                      absl::StrCat("is \"", share.amount().currency(), "\", but the credit is in ",
                                   currency));
      }
      absl::Status is = CheckShare(absl::StrCat(field, ".amount"), share.amount(), open, left);
      if (!is.ok()) return is;
      units = share.amount().minor_units();
    }
    left -= units;
    targets.push_back({*std::move(invoice), units});
  }
  return targets;
}

// The credits of a customer that settle invoices by themselves, and `given`, the oldest first.
std::vector<v1::CustomerCredit> OldestCredits(const Books& books, const std::string& org_id,
                                              const std::string& customer_id,
                                              const std::vector<v1::CustomerCredit>& given) {
  std::vector<v1::CustomerCredit> credits = OpenCreditsOf(books, org_id, customer_id);
  std::erase_if(credits, [](const v1::CustomerCredit& credit) { return credit.deposit(); });
  std::ranges::copy(given, std::back_inserter(credits));
  const auto order = [](const v1::CustomerCredit& credit) {
    return std::make_tuple(absl::string_view(credit.date()), credit.credit().kind(),
                           absl::string_view(credit.credit().id()));
  };
  std::ranges::sort(
      credits, [&](const auto& left, const auto& right) { return order(left) < order(right); });
  return credits;
}

}  // namespace

SettlingRules RulesFrom(const Books& books, const v1::Org& org, const std::string& date) {
  const std::optional<absl::CivilDay> first = FirstOpenDay(books, org.org_id());
  return {.not_before = first ? std::max(date, FormatDate(*first)) : date,
          .mode = FromProto(org.rounding())};
}

absl::StatusOr<std::optional<v1::BaseValue>> BaseValueOf(const Books& books, const v1::Org& org,
                                                         const v1::Money& amount,
                                                         const std::string& date) {
  if (amount.currency() == org.currency()) return std::nullopt;
  const BookFacts facts(books, org.org_id());
  const auto rate = facts.RateOn(amount.currency(), org.currency(), *ParseDate(date));
  if (!rate) return std::nullopt;
  v1::BaseValue base;
  *base.mutable_exchange() = ExchangeUseOf(*rate);
  const auto worth = Convert(amount, base.exchange(), FromProto(org.rounding()));
  if (!worth) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "amount",
                  absl::StrCat("in ", org.currency(), " does not fit"));
  }
  *base.mutable_amount() = *worth;
  return base;
}

std::vector<v1::Allocation> SettleOldest(const Books& books, const std::string& org_id,
                                         const SettlingRules& rules, v1::CustomerCredit& credit) {
  std::vector<v1::Allocation> allocations;
  for (auto rows = books.open_invoices.Scan(org_id, credit.customer_id());
       rows.Valid() && credit.left().minor_units() > 0; rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    TakeText(key);  // The due date.
    v1::InvoiceSettlement invoice = *books.settlements.Find(org_id, TakeText(key));
    const v1::Money amount = MostOf(credit, invoice);
    if (amount.minor_units() > 0) allocations.push_back(Settle(rules, amount, credit, invoice));
  }
  return allocations;
}

absl::StatusOr<std::vector<v1::Allocation>> SettleChosen(const Books& books,
                                                         const std::string& org_id,
                                                         const SettlingRules& rules,
                                                         const v1::ChosenInvoices& chosen,
                                                         v1::CustomerCredit& credit) {
  absl::StatusOr<std::vector<Target>> targets = TargetsOf(books, org_id, chosen, credit);
  if (!targets.ok()) return targets.status();
  std::map<std::string, int64_t> units;
  for (const Target& target : *targets) units[target.invoice.invoice_number()] = target.units;

  const std::string& currency = credit.amount().currency();
  std::vector<v1::Allocation> allocations;
  // First what is taken back, so that there is something left to settle others with.
  for (const v1::Allocation& settled : credit.allocations()) {
    const int64_t less = settled.amount().minor_units() - units[settled.invoice_number()];
    if (less <= 0) continue;
    v1::InvoiceSettlement invoice = *books.settlements.Find(org_id, settled.invoice_number());
    allocations.push_back(TakeBack(rules, MakeMoney(less, currency), settled, credit, invoice));
  }
  for (Target& target : *targets) {
    const int64_t more = target.units - SettledUnits(credit, target.invoice.invoice_number());
    if (more <= 0) continue;
    allocations.push_back(Settle(rules, MakeMoney(more, currency), credit, target.invoice));
  }
  return allocations;
}

std::vector<v1::Allocation> TakeAllBack(const Books& books, const std::string& org_id,
                                        const SettlingRules& rules, v1::CustomerCredit& credit) {
  std::vector<v1::Allocation> allocations;
  for (const v1::Allocation& settled : credit.allocations()) {
    v1::InvoiceSettlement invoice = *books.settlements.Find(org_id, settled.invoice_number());
    allocations.push_back(TakeBack(rules, settled.amount(), settled, credit, invoice));
  }
  return allocations;
}

std::vector<v1::Event> SettleIssued(const Books& books, const v1::Org& org,
                                    const v1::Invoice& invoice,
                                    const std::vector<v1::CustomerCredit>& given) {
  std::vector<v1::Event> events;
  if (org.credit_by_hand()) return events;
  const SettlingRules rules = RulesFrom(books, org, invoice.issue_date());
  v1::InvoiceSettlement settlement = NewSettlement(invoice);
  for (v1::CustomerCredit& credit :
       OldestCredits(books, org.org_id(), settlement.customer_id(), given)) {
    const v1::Money amount = MostOf(credit, settlement);
    if (amount.minor_units() == 0) continue;
    const v1::Allocation settled = Settle(rules, amount, credit, settlement);
    events.push_back(Wrap(AllocatedOf(org.org_id(), credit, {settled})));
  }
  return events;
}

v1::CreditAllocated AllocatedOf(const std::string& org_id, const v1::CustomerCredit& credit,
                                const std::vector<v1::Allocation>& allocations) {
  v1::CreditAllocated event;
  event.set_org_id(org_id);
  event.set_customer_id(credit.customer_id());
  *event.mutable_credit() = credit.credit();
  for (const v1::Allocation& each : allocations) *event.add_allocations() = each;
  return event;
}

}  // namespace tally
