#include "ledger/what_if/side.h"

#include <utility>

#include "ledger/books/drafts.h"
#include "ledger/books/usage.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/month_drafter.h"
#include "ledger/rating/draft.h"

namespace tally {

Side::Side(const Store& rows, CustomerOf whose, const std::vector<std::string>& months)
    : whose_(std::move(whose)), rows_(rows), books_(rows_) {
  for (const std::string& month : months) Forget(month);
  ForgetLateNews();
}

void Side::Forget(const std::string& month) {
  const auto draft = books_.drafts.Find(whose_.org_id, month, whose_.customer_id);
  if (!draft) return;
  OpenTriggers(books_, *draft);
  books_.drafts.Delete(whose_.org_id, month, whose_.customer_id);
}

// The months are rated by all that is known, so nothing comes late to them; and what comes late to
// earlier ones is no matter of the changes.
void Side::ForgetLateNews() {
  std::vector<std::string> months;
  for (auto rows = books_.late_news.Scan(whose_.org_id, whose_.customer_id); rows.Valid();
       rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    months.push_back(TakeText(key));
  }
  for (const std::string& month : months) {
    books_.late_news.Delete(whose_.org_id, whose_.customer_id, month);
  }
}

absl::Status Side::Change(const PriceChanges& prices) {
  if (prices.empty()) return absl::OkStatus();
  std::vector<v1::Plan> plans;
  for (auto rows = books_.plans.Scan(whose_.org_id, whose_.customer_id); rows.Valid();
       rows.Next()) {
    plans.push_back(rows.row());
  }
  for (v1::Plan& plan : plans) {
    if (absl::Status is = prices.Apply(plan); !is.ok()) return is;
    books_.plans.Put(whose_.org_id, whose_.customer_id, plan.effective_from(), plan);
  }
  return absl::OkStatus();
}

Drafted Side::Draft(absl::CivilMonth month, absl::Time now) {
  const auto customer = books_.customers.Find(whose_.org_id, whose_.customer_id);
  if (!customer) return {};
  const MonthDrafter drafter(books_, *books_.orgs.Find(whose_.org_id), month, now);
  absl::StatusOr<v1::DraftContent> content = drafter.Draft(*customer);
  if (!content.ok()) return {.content = {}, .problem = std::string(content.status().message())};
  if (!IsBillable(*content)) return {};
  Keep(month, *content);
  return {.content = *std::move(content), .problem = ""};
}

void Side::Keep(absl::CivilMonth month, const v1::DraftContent& content) {
  v1::DraftGenerated generated;
  generated.set_org_id(whose_.org_id);
  generated.set_customer_id(whose_.customer_id);
  generated.set_month(FormatMonth(month));
  *generated.mutable_content() = content;
  Evolve(books_, generated, v1::RecordedEvent());
}

}  // namespace tally
