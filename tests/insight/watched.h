// Watched: the small provider of support/provider.h, with plans and counts, and what insight says
// of Alpha on a day.

#pragma once

#include <string>
#include <vector>

#include "ledger/calendar/date.h"
#include "ledger/deciders/exchange_rates.h"
#include "ledger/deciders/usage.h"
#include "ledger/insight/book_check.h"
#include "ledger/insight/coverage.h"
#include "ledger/insight/leaks.h"
#include "ledger/money/money.h"
#include "support/provider.h"

namespace tally {

class Watched {
 public:
  // Alpha's plan, from 2026-01-01 on.
  Watched& Plan(absl::string_view lines) {
    scenario_.GivenCommand<v1::SetPlan>(PlanOf("alpha", lines));
    return *this;
  }

  // One count at noon of `date`; `more` are further fields of the observation.
  Watched& Count(absl::string_view source, absl::string_view account, absl::string_view meter,
                 absl::string_view quantity, absl::string_view date, absl::string_view more = "") {
    scenario_.GivenCommand<v1::RecordCounts>(absl::StrCat(
        "org_id: 'msp' source_id: '", source, "' observations { observed_at @", date,
        "T12:00:00Z account: '", account, "' meter: '", meter, "' ",
        quantity.empty() ? "" : absl::StrCat("quantity: '", quantity, "' "), more, " }"));
    return *this;
  }

  template <class C>
  Watched& Do(absl::string_view command) {
    scenario_.GivenCommand<C>(command);
    return *this;
  }

  Watched& Event(absl::string_view event) {
    scenario_.Given(event);
    return *this;
  }

  std::vector<v1::BillingLeak> Leaks(absl::string_view date) const {
    const v1::Org org = Org();
    return LeaksOf(CustomerDay(scenario_.books(), org, Alpha(), *ParseDate(date)));
  }

  // As `kind of subject`, with `!` before it where serious.
  std::vector<std::string> Findings(absl::string_view date) const {
    const v1::Org org = Org();
    const CustomerDay day(scenario_.books(), org, Alpha(), *ParseDate(date));
    return InWords(FindingsOf(day));
  }
  std::vector<std::string> OrgFindings(absl::string_view date) const {
    return InWords(FindingsOf(scenario_.books(), Org(), *ParseDate(date)));
  }

  v1::Org Org() const { return *scenario_.books().orgs.Find("msp"); }
  v1::Customer Alpha() const { return *scenario_.books().customers.Find("msp", "alpha"); }
  const Books& books() const { return scenario_.books(); }

 private:
  static std::vector<std::string> InWords(const std::vector<v1::BookFinding>& findings) {
    std::vector<std::string> words;
    for (const v1::BookFinding& finding : findings) {
      EXPECT_NE(finding.message(), "");
      EXPECT_NE(finding.advice(), "");
      constexpr size_t kPrefix = sizeof("BOOK_FINDING_KIND_") - 1;
      words.push_back(absl::StrCat(finding.serious() ? "!" : "",
                                   v1::BookFindingKind_Name(finding.kind()).substr(kPrefix), " of ",
                                   finding.subject()));
    }
    return words;
  }

  Scenario scenario_ = Provider();
};

// A line that counts DEVICE of rmm, at `price`.
inline std::string DeviceLine(absl::string_view price, absl::string_view more = "") {
  return absl::StrCat(
      "lines { item_id: 'device' counted { source_id: 'rmm' meter: 'DEVICE' "
      "  rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '",
      price, "' } ", more, " } ");
}

}  // namespace tally
