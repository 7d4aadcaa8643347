#include "ledger/deciders/quotes.h"

#include "daemon/services/asked.h"
#include "daemon/services/services.h"

namespace tally {
namespace {

// The status of a quote is that of today, or of the day that the query is answered as of.
template <class Query>
absl::StatusOr<std::string> DayOf(const Query& query, const v1::Org& org, const View& view,
                                  absl::Time now) {
  return TodayOf(query.has_as_of() ? &query.as_of() : nullptr, view, org, now);
}

absl::StatusOr<v1::QuoteView> Get(const v1::GetQuote& query, const View& view, absl::Time now) {
  const auto org = FindOrg(view.books(), query.org_id());
  if (!org.ok()) return org.status();
  auto quote = OrRefuse(view.books().quotes.Find(query.org_id(), query.quote_id()),
                        v1::REASON_QUOTE_NOT_FOUND, "quote_id", query.quote_id());
  if (!quote.ok()) return quote.status();
  const absl::StatusOr<std::string> today = DayOf(query, *org, view, now);
  if (!today.ok()) return today.status();
  quote->set_status(StatusOn(*quote, *today));
  return quote;
}

bool IsWanted(const v1::ListQuotes& query, const v1::QuoteView& quote) {
  if (!query.customer_id().empty() && query.customer_id() != quote.customer_id()) return false;
  return query.status() == v1::QUOTE_STATUS_UNSPECIFIED || query.status() == quote.status();
}

void KeepLatestRevision(v1::QuoteView& quote) {
  quote.mutable_revisions()->DeleteSubrange(0, quote.revisions_size() - 1);
}

absl::StatusOr<v1::QuotePage> List(const v1::ListQuotes& query, const View& view, absl::Time now) {
  const std::string& org_id = query.org_id();
  if (absl::Status is = CheckOwnerAsked(query, view); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto org = view.books().orgs.Find(org_id);
  const absl::StatusOr<std::string> today = DayOf(query, *org, view, now);
  if (!today.ok()) return today.status();
  v1::QuotePage reply;
  reply.set_next_page_token(page->Fill(view.books().quotes.ScanFrom(page->from(), org_id),
                                       [&](const Rows<v1::QuoteView>& rows) {
                                         v1::QuoteView quote = rows.row();
                                         quote.set_status(StatusOn(quote, *today));
                                         if (!IsWanted(query, quote)) return false;
                                         KeepLatestRevision(quote);
                                         *reply.add_quotes() = std::move(quote);
                                         return true;
                                       }));
  return reply;
}

}  // namespace

ServicePtr ServeQuotes(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::QuoteView::descriptor()->file(), "Quotes", serving);
  const Ledger& ledger = serving.ledger;
  service->Command<v1::ReviseQuote>("Revise");
  service->Command<v1::SendQuote>("Send");
  service->Command<v1::AcceptQuote>("Accept");
  service->Command<v1::DeclineQuote>("Decline");
  service->Query<v1::GetQuote, v1::QuoteView>(
      "Get", [&ledger](const v1::GetQuote& query, const View& view) {
        return Get(query, view, ledger.Now());
      });
  service->Query<v1::ListQuotes, v1::QuotePage>(
      "List", [&ledger](const v1::ListQuotes& query, const View& view) {
        return List(query, view, ledger.Now());
      });
  return service;
}

}  // namespace tally
