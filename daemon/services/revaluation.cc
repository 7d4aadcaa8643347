#include "daemon/services/revaluation.h"

#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "daemon/services/page.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/deciders/lookup.h"
#include "ledger/money/exchange.h"
#include "ledger/money/money.h"
#include "projections/invoice_list.h"
#include "projections/open_items.h"

namespace tally {
namespace {

class Revaluer {
 public:
  Revaluer(const v1::RevalueInvoices& query, const v1::Org& org, const Books& books)
      : query_(query), org_(org), books_(books), facts_(books, org.org_id()) {}

  // Returns what `item`, an invoice in another currency than the org's, is worth.
  // AMOUNT_OUT_OF_RANGE if a figure does not fit.
  absl::StatusOr<v1::RevaluedInvoice> Value(const OpenItem& item) const {
    const v1::InvoiceView view = *books_.invoices.Find(org_.org_id(), item.name.id);
    v1::RevaluedInvoice valued;
    valued.set_invoice_number(item.name.id);
    *valued.mutable_open() = item.amount;
    if (AddValues(view.invoice(), item, valued)) return valued;
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "date",
                  absl::StrCat("gives ", item.name.id, " a value that does not fit"));
  }

 private:
  // The rate that the invoice was booked at, or else the one that is known now for its issue date.
  std::optional<v1::ExchangeUse> IssueRate(const v1::Invoice& invoice) const {
    if (invoice.base_totals().has_exchange()) return invoice.base_totals().exchange();
    return RateOn(invoice, invoice.issue_date());
  }

  std::optional<v1::ExchangeUse> RateOn(const v1::Invoice& invoice, const std::string& date) const {
    const auto day = ParseDate(date);
    const std::string& currency = invoice.totals().total().currency();
    const auto rate = day ? facts_.RateOn(currency, org_.currency(), *day) : std::nullopt;
    if (!rate) return std::nullopt;
    return ExchangeUseOf(*rate);
  }

  // What is open at the rate of the issue date: what it is in the books, where that is known.
  std::optional<v1::Money> AtIssue(const OpenItem& item, const v1::ExchangeUse& rate) const {
    return item.base ? item.base : Convert(item.amount, rate, FromProto(org_.rounding()));
  }

  // What is known of the values of what is open. False if one does not fit.
  bool AddValues(const v1::Invoice& invoice, const OpenItem& item,
                 v1::RevaluedInvoice& valued) const {
    const RoundingMode mode = FromProto(org_.rounding());
    if (const auto rate = IssueRate(invoice)) {
      const auto at_issue = AtIssue(item, *rate);
      if (!at_issue) return false;
      *valued.mutable_issue_rate() = *rate;
      *valued.mutable_at_issue() = *at_issue;
    }
    if (const auto rate = RateOn(invoice, query_.date())) {
      const auto on_date = Convert(valued.open(), *rate, mode);
      if (!on_date) return false;
      *valued.mutable_date_rate() = *rate;
      *valued.mutable_on_date() = *on_date;
    }
    if (!valued.has_at_issue() || !valued.has_on_date()) return true;
    const auto unrealised = Subtract(valued.on_date(), valued.at_issue());
    if (unrealised) *valued.mutable_unrealised() = *unrealised;
    return unrealised.has_value();
  }

  const v1::RevalueInvoices& query_;
  const v1::Org& org_;
  const Books& books_;
  const BookFacts facts_;
};

// The invoices that are open on the day and not in the org's currency, by the position of their
// issue.
std::map<uint64_t, OpenItem> InOtherCurrencies(const v1::RevalueInvoices& query, const v1::Org& org,
                                               const View& view) {
  const auto list_store = view.RowsOf(InvoiceList::kName);
  const InvoiceList list(*list_store);
  const auto store = view.RowsOf(Receivables::kName);
  const Receivables receivables(*store);
  std::map<uint64_t, OpenItem> invoices;
  OpenItems(receivables, org.org_id(), query.date()).ForEach([&](const OpenItem& item) {
    const bool concerns = item.name.kind == kOwed && item.amount.currency() != org.currency();
    if (!concerns) return;
    const auto position = list.positions.Find(org.org_id(), item.name.id);
    if (position) invoices.emplace(position->value(), item);
  });
  return invoices;
}

}  // namespace

absl::StatusOr<v1::Revaluation> Revalue(const v1::RevalueInvoices& query, const View& view) {
  const absl::StatusOr<v1::Org> org = FindOrg(view.books(), query.org_id());
  if (!org.ok()) return org.status();
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const std::map<uint64_t, OpenItem> invoices = InOtherCurrencies(query, *org, view);
  const Revaluer revaluer(query, *org, view.books());
  v1::Revaluation reply;
  absl::string_view after = page->after();
  auto next = after.empty() ? invoices.begin() : invoices.upper_bound(TakeNumber(after));
  for (; next != invoices.end(); ++next) {
    if (static_cast<size_t>(reply.invoices_size()) == page->size()) {
      reply.set_next_page_token(page->TokenAfter(KeyOf(std::prev(next)->first)));
      break;
    }
    absl::StatusOr<v1::RevaluedInvoice> valued = revaluer.Value(next->second);
    if (!valued.ok()) return valued.status();
    *reply.add_invoices() = *std::move(valued);
  }
  return reply;
}

}  // namespace tally
