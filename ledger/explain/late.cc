#include "ledger/explain/late.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/closed_month.h"
#include "ledger/deciders/customer_plans.h"
#include "ledger/deciders/late_months.h"
#include "ledger/explain/entries.h"
#include "ledger/explain/line_words.h"
#include "ledger/explain/quantity.h"
#include "ledger/explain/recorded.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/late.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Those of `amounts` that the line corrects.
std::vector<LateAmount> CorrectedBy(const v1::Line& line, std::vector<LateAmount> amounts) {
  std::erase_if(amounts, [&](const LateAmount& each) { return each.key != KeyOfLate(line); });
  return amounts;
}

v1::Money SumOf(const std::vector<LateAmount>& amounts, const std::string& currency) {
  int64_t sum = 0;
  for (const LateAmount& each : amounts) sum += each.amount;
  return MakeMoney(sum, currency);
}

// Adds the lines that an amount is the sum of.
void AddLines(const std::vector<LateAmount>& amounts, Grounds& grounds, v1::Explanation& parent) {
  for (const LateAmount& each : amounts) {
    grounds.Under(parent, v1::EXPLANATION_KIND_DRAFT, LineWords(each.line));
  }
}

// Adds what of the plans and counts behind a corrected line was recorded after its invoice.
class News {
 public:
  News(const Basis& basis, uint64_t approved_at, Grounds& grounds, v1::Explanation& parent)
      : basis_(basis), approved_at_(approved_at), grounds_(grounds), parent_(parent) {}

  void AddOf(const std::vector<LateAmount>& amounts) {
    for (const LateAmount& each : amounts) {
      for (const v1::CountEvidence& evidence : EvidencesOf(each.line)) Add(evidence);
      for (const v1::BilledEntry& entry : each.line.entries()) Add(entry);
    }
  }

  // The plans in force on some days, and the one that ends them.
  void AddPlans(const std::vector<v1::Plan>& plans, const v1::Period& days) {
    for (size_t i = 0; i < plans.size(); ++i) {
      const bool has_ended =
          i + 1 < plans.size() && plans[i + 1].effective_from() <= days.first_day();
      if (has_ended || plans[i].effective_from() > days.end_day()) continue;
      const uint64_t position = PositionOf(plans[i].etag());
      if (!IsNew(position)) continue;
      const Deed deed = grounds_.DeedAt(position, basis_.month.zone);
      grounds_.Under(
          parent_, v1::EXPLANATION_KIND_PLAN,
          absl::StrCat("Your plan of ", DayWords(plans[i].effective_from()), " was set by ",
                       deed.actor, " ", deed.when, ", after the invoice"),
          position);
    }
  }

 private:
  bool IsNew(uint64_t position) { return position > approved_at_ && told_.insert(position).second; }

  void Add(const v1::CountEvidence& evidence) {
    if (!IsNew(evidence.position())) return;
    const auto count = FindCount(basis_, evidence);
    if (count) AddCount(basis_, evidence.source_id(), *count, grounds_, parent_);
  }

  void Add(const v1::BilledEntry& entry) {
    if (entry.position() <= approved_at_) return;
    v1::Line alone;
    *alone.add_entries() = entry;
    AddEntries(basis_, alone, grounds_, parent_);
  }

  const Basis& basis_;
  const uint64_t approved_at_;
  Grounds& grounds_;
  v1::Explanation& parent_;
  std::set<uint64_t> told_;
};

}  // namespace

void AddLate(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
             v1::Explanation& explained) {
  const v1::Line& line = rated.line();
  const v1::CorrectedLine& corrects = line.corrects();
  const auto draft =
      basis.books->drafts.Find(basis.org_id, corrects.month(), basis.customer.customer_id());
  if (!draft) return;
  const std::vector<v1::Plan> plans =
      PlansOf(*basis.books, basis.org_id, basis.customer.customer_id());
  ClosedMonth month(*basis.books, basis.org, plans, *draft);
  if (!month.RateAgain(*ParseDate(line.service().first_day()), {}).ok()) return;

  const std::string& currency = line.amount().currency();
  const std::vector<LateAmount> billed = CorrectedBy(line, month.Billed());
  const std::vector<LateAmount> now = CorrectedBy(line, month.Now());
  v1::Explanation& was = grounds.Under(
      explained, v1::EXPLANATION_KIND_DRAFT,
      absl::StrCat(corrects.invoice_number(), " bills ", AmountWords(SumOf(billed, currency)),
                   " for ", corrects.plan_line_id(), " in ", MonthWords(corrects.month())),
      draft->changed_position());
  AddLines(billed, grounds, was);
  v1::Explanation& is = grounds.Under(
      explained, v1::EXPLANATION_KIND_DRAFT,
      absl::StrCat("By what is known since it comes to ", AmountWords(SumOf(now, currency))));
  AddLines(now, grounds, is);
  News news(basis, draft->changed_position(), grounds, is);
  news.AddPlans(plans, line.service());
  news.AddOf(now);

  const int64_t settled = SumOf(now, currency).minor_units() -
                          SumOf(billed, currency).minor_units() - PricedAmount(line).minor_units();
  if (settled == 0) return;
  grounds.Under(explained, v1::EXPLANATION_KIND_DRAFT,
                absl::StrCat(AmountWords(MakeMoney(settled, currency)),
                             " of the difference is on other documents, or was waived"));
}

}  // namespace tally
