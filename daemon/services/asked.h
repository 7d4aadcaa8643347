// Asked: what many queries name, found or refused in the same order and words.

#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "daemon/services/page.h"
#include "daemon/services/today.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/lookup.h"

namespace tally {

// ORG_NOT_FOUND, or CUSTOMER_NOT_FOUND if `query` asks for one customer alone who is not there.
template <class Query>
absl::Status CheckOwnerAsked(const Query& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  if (query.customer_id().empty()) return absl::OkStatus();
  return FindCustomer(view.books(), query.org_id(), "customer_id", query.customer_id()).status();
}

// What a query of a page of something on a day is about.
struct AskedDay {
  v1::Org org;
  Page page;
  // The day, as it is written and as it is counted with.
  std::string date;
  absl::CivilDay day;
};

// ORG_NOT_FOUND, or PAGE_TOKEN_INVALID.
template <class Query>
absl::StatusOr<AskedDay> DayAsked(const Query& query, const View& view, absl::Time now) {
  const absl::StatusOr<v1::Org> org = FindOrg(view.books(), query.org_id());
  if (!org.ok()) return org.status();
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();
  const absl::StatusOr<std::string> date = DayOr(query.date(), query, view, *org, now);
  if (!date.ok()) return date.status();
  return AskedDay{*org, *page, *date, *ParseDate(*date)};
}

}  // namespace tally
