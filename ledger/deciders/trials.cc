#include "ledger/deciders/trials.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/recording.h"
#include "ledger/money/currency.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

constexpr int kMaxLines = 500;
constexpr size_t kMaxAmountShown = 40;
constexpr char kAdvice[] = "another invoice needs a number of its own";

std::optional<Wrong> CheckAmount(const std::string& field, const std::string& amount,
                                 const std::string& currency) {
  if (ParseAmount(amount, currency)) return std::nullopt;
  const std::string is =
      amount.size() > kMaxAmountShown ? "is no amount" : absl::StrCat("is \"", amount, "\"");
  return Wrong{field,
               absl::StrCat(is, "; an amount in ", currency, " is a decimal number of at most ",
                            MinorUnitDigits(currency).value_or(0), " decimals")};
}

std::optional<Wrong> CheckLine(const Books& books, const v1::Org& org, const std::string& field,
                               const v1::OldLine& line, const std::string& currency) {
  const std::string item = field + ".item_id";
  auto wrong = CheckNeeded(item, line.item_id(), v1::FORMAT_ID);
  if (wrong) return wrong;
  if (!books.items.Has(org.org_id(), line.item_id())) {
    return Wrong{item, absl::StrCat("there is no \"", line.item_id(), "\"")};
  }
  if ((wrong = CheckOptional(field + ".description", line.description(), v1::FORMAT_TEXT))) {
    return wrong;
  }
  if ((wrong = CheckOptional(field + ".quantity", line.quantity(), v1::FORMAT_CHANGE))) {
    return wrong;
  }
  if (line.amount().empty()) return Wrong{field + ".amount", "is missing"};
  return CheckAmount(field + ".amount", line.amount(), currency);
}

// Says what is wrong with `invoice`, up to its customer, of whom `customer` is what the books know.
std::optional<Wrong> CheckCustomer(const v1::OldInvoice& invoice,
                                   const std::optional<v1::Customer>& customer) {
  auto wrong = CheckNeeded("customer_id", invoice.customer_id(), v1::FORMAT_ID);
  if (wrong || customer) return wrong;
  return Wrong{"customer_id", absl::StrCat("there is no \"", invoice.customer_id(), "\"")};
}

std::optional<Wrong> Check(const Books& books, const v1::Org& org, const v1::OldInvoice& invoice,
                           const std::string& currency) {
  auto wrong = CheckNeeded("month", invoice.month(), v1::FORMAT_MONTH);
  if (wrong) return wrong;
  if ((wrong = CheckNeeded("number", invoice.number(), v1::FORMAT_FOREIGN_ID))) return wrong;
  if (invoice.lines().empty()) return Wrong{"lines", "is missing; an invoice has a line at least"};
  if (invoice.lines_size() > kMaxLines) {
    return Wrong{"lines", absl::StrCat("are ", invoice.lines_size(), "; at most ", kMaxLines,
                                       " are allowed")};
  }
  for (int i = 0; i < invoice.lines_size(); ++i) {
    wrong = CheckLine(books, org, absl::StrCat("lines[", i, "]"), invoice.lines(i), currency);
    if (wrong) return wrong;
  }
  if (invoice.tax().empty()) return std::nullopt;
  return CheckAmount("tax", invoice.tax(), currency);
}

// Returns the one way to write an amount, which was checked.
std::string CanonicalAmount(const std::string& amount, const std::string& currency) {
  return amount.empty() ? amount : FormatAmount(*ParseAmount(amount, currency));
}

v1::OldInvoice Canonical(v1::OldInvoice invoice, const std::string& currency) {
  for (v1::OldLine& line : *invoice.mutable_lines()) {
    line.set_quantity(CanonicalNumber(line.quantity()));
    line.set_amount(CanonicalAmount(line.amount(), currency));
  }
  invoice.set_tax(CanonicalAmount(invoice.tax(), currency));
  return invoice;
}

std::optional<v1::OldInvoice> Known(const Books& books, const std::string& org_id,
                                    const v1::OldInvoice& invoice) {
  const auto month = books.old_invoice_months.Find(org_id, invoice.customer_id(), invoice.number());
  if (!month) return std::nullopt;
  return books.old_invoices.Find(org_id, month->value(), invoice.customer_id(), invoice.number());
}

}  // namespace

Decision<v1::RecordOldInvoicesReply> Decide(const v1::RecordOldInvoices& command,
                                            const Books& books, const Context&) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();

  Recording<v1::OldInvoice, v1::RecordOldInvoicesReply> recording;
  for (const v1::OldInvoice& invoice : command.invoices()) {
    const auto customer = books.customers.Find(org->org_id(), invoice.customer_id());
    auto wrong = CheckCustomer(invoice, customer);
    if (wrong) {
      recording.Refuse(*wrong);
      continue;
    }
    const std::string& currency = CurrencyOf(*org, *customer);
    if ((wrong = Check(books, *org, invoice, currency))) {
      recording.Refuse(*wrong);
      continue;
    }
    recording.Take(Canonical(invoice, currency),
                   KeyOf(Text(invoice.customer_id()), Text(invoice.number())),
                   Known(books, org->org_id(), invoice), kAdvice);
  }

  Outcome<v1::RecordOldInvoicesReply> outcome{.events = {}, .reply = recording.reply()};
  if (recording.entries().empty()) return outcome;
  v1::OldInvoicesRecorded event;
  event.set_org_id(org->org_id());
  *event.mutable_invoices() = recording.entries();
  outcome.events.push_back(Wrap(std::move(event)));
  return outcome;
}

}  // namespace tally
