#include "daemon/services/revaluation.h"

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

namespace tally {
namespace {

// What was left of an invoice at the end of `date`: its total less the credit notes of that day and
// before.
std::optional<v1::Money> OpenOn(const v1::InvoiceView& view, const std::string& date) {
  std::optional<v1::Money> open = view.invoice().totals().total();
  for (const v1::CreditNote& note : view.credit_notes()) {
    if (open && note.issue_date() <= date) open = Subtract(*open, note.totals().total());
  }
  return open;
}

class Revaluer {
 public:
  Revaluer(const v1::RevalueInvoices& query, const v1::Org& org, const Books& books)
      : query_(query), org_(org), books_(books), facts_(books, org.org_id()) {}

  // Returns nothing if the invoice is not to be revalued: it is in the org's currency, was issued
  // later, or is not open on the day. AMOUNT_OUT_OF_RANGE if a figure does not fit.
  absl::StatusOr<std::optional<v1::RevaluedInvoice>> Value(
      const v1::InvoiceSummary& summary) const {
    const std::string& currency = summary.totals().total().currency();
    const bool concerns = currency != org_.currency() && summary.issue_date() <= query_.date();
    if (!concerns) return std::nullopt;
    const v1::InvoiceView view = *books_.invoices.Find(org_.org_id(), summary.number());
    const std::optional<v1::Money> open = OpenOn(view, query_.date());
    if (!open) return DoesNotFit(summary);
    if (open->minor_units() == 0) return std::nullopt;

    v1::RevaluedInvoice valued;
    valued.set_invoice_number(summary.number());
    *valued.mutable_open() = *open;
    if (!AddValues(view.invoice(), valued)) return DoesNotFit(summary);
    return valued;
  }

 private:
  static absl::Status DoesNotFit(const v1::InvoiceSummary& summary) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "date",
                  absl::StrCat("gives ", summary.number(), " a value that does not fit"));
  }

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

  // What is open at the rate of the issue date. All of an invoice is worth what it says.
  std::optional<v1::Money> AtIssue(const v1::Invoice& invoice, const v1::Money& open,
                                   const v1::ExchangeUse& rate) const {
    const bool is_all = open.minor_units() == invoice.totals().total().minor_units();
    if (is_all && invoice.base_totals().has_totals()) return invoice.base_totals().totals().total();
    return Convert(open, rate, FromProto(org_.rounding()));
  }

  // What is known of the values of what is open. False if one does not fit.
  bool AddValues(const v1::Invoice& invoice, v1::RevaluedInvoice& valued) const {
    const RoundingMode mode = FromProto(org_.rounding());
    if (const auto rate = IssueRate(invoice)) {
      const auto at_issue = AtIssue(invoice, valued.open(), *rate);
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

}  // namespace

absl::StatusOr<v1::Revaluation> Revalue(const v1::RevalueInvoices& query, const View& view) {
  const absl::StatusOr<v1::Org> org = FindOrg(view.books(), query.org_id());
  if (!org.ok()) return org.status();
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto store = view.RowsOf(InvoiceList::kName);
  const InvoiceList list(*store);
  const Revaluer revaluer(query, *org, view.books());
  v1::Revaluation reply;
  absl::Status status;
  reply.set_next_page_token(page->Fill(list.invoices.ScanFrom(page->from(), query.org_id()),
                                       [&](const Rows<v1::InvoiceSummary>& rows) {
                                         if (!status.ok()) return false;
                                         auto valued = revaluer.Value(rows.row());
                                         status = valued.status();
                                         if (!valued.ok() || !*valued) return false;
                                         *reply.add_invoices() = **std::move(valued);
                                         return true;
                                       }));
  if (!status.ok()) return status;
  return reply;
}

}  // namespace tally
