#include "ledger/explain/quantity.h"

#include <utility>

#include "ledger/deciders/book_facts.h"
#include "ledger/explain/override.h"
#include "ledger/rating/count_rules.h"

namespace tally {
namespace {

// The count that the line names as its evidence, from the books.
std::optional<v1::Count> EvidenceOf(const Basis& basis, const v1::Line& line) {
  if (!line.has_evidence()) return std::nullopt;
  const v1::CountEvidence& evidence = line.evidence();
  return basis.books->counts.Find(basis.org_id, evidence.source_id(), evidence.account(),
                                  evidence.meter(), evidence.observed_at());
}

bool IsSame(const v1::Count& left, const v1::Count& right) {
  return KeyOf(left.observation().observed_at()) == KeyOf(right.observation().observed_at());
}

// A draft may rest on other grounds than its approval found, if they give the same quantity: on an
// earlier count, or on a count where the plan is fixed by now. The line then names the count of the
// draft, and both are told.

void AddFixed(const Basis& basis, const v1::FixedQuantity& fixed, const v1::Line& line,
              Grounds& grounds, v1::Explanation& parent) {
  v1::Explanation& quantity =
      grounds.Under(parent, v1::EXPLANATION_KIND_QUANTITY,
                    FixedWords(fixed.quantity(), basis.month), PositionOf(basis.plan.etag()));
  const std::optional<v1::Count> evidence = EvidenceOf(basis, line);
  if (evidence) AddCount(basis, line.evidence().source_id(), *evidence, grounds, quantity);
}

void AddCounted(const Basis& basis, const v1::CountedQuantity& counted, const v1::Line& line,
                Grounds& grounds, v1::Explanation& parent) {
  const LineCounts counts = CountsOf(basis, counted);
  const std::optional<v1::Count> evidence = EvidenceOf(basis, line);
  const std::optional<v1::Count>& used = counts.used ? counts.used : evidence;
  const std::string text = used ? CountedWords(counted, used->observation(), basis.month)
                                : NeverCountedWords(counted, counts.has_account, basis.month);
  v1::Explanation& quantity = grounds.Under(parent, v1::EXPLANATION_KIND_QUANTITY, text);
  if (used) AddCount(basis, counted.source_id(), *used, grounds, quantity);
  if (evidence && !IsSame(*evidence, *used)) {
    AddCount(basis, counted.source_id(), *evidence, grounds, quantity);
  }
  grounds.Under(quantity, v1::EXPLANATION_KIND_PLAN, PlanWords(basis.month),
                PositionOf(basis.plan.etag()));
}

// How many it is by the plan and the counts, whatever people changed.
void AddPlanned(const Basis& basis, const v1::Line& line, Grounds& grounds,
                v1::Explanation& parent) {
  const v1::PlanLine* plan_line = basis.FindPlanLine(line.line_id());
  if (plan_line == nullptr) return;
  if (plan_line->has_fixed()) {
    AddFixed(basis, plan_line->fixed(), line, grounds, parent);
  } else {
    AddCounted(basis, plan_line->counted(), line, grounds, parent);
  }
}

}  // namespace

void AddQuantity(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
                 v1::Explanation& line) {
  AddPlanned(basis, rated.line(), grounds, AddSetQuantity(basis, rated, grounds, line));
}

void AddCount(const Basis& basis, absl::string_view source_id, const v1::Count& count,
              Grounds& grounds, v1::Explanation& parent) {
  grounds.Under(parent, v1::EXPLANATION_KIND_COUNT,
                CountWords(source_id, count.observation(),
                           grounds.DeedAt(count.position(), basis.month.zone), basis.month.zone),
                count.position());
}

LineCounts CountsOf(const Basis& basis, const v1::CountedQuantity& counted) {
  const BookFacts facts(*basis.books, basis.org_id);
  AllSeries all;
  for (const v1::Account& account : basis.customer.accounts()) {
    if (account.source_id() != counted.source_id()) continue;
    all.push_back(facts.CountsOf(counted.source_id(), account.account(), counted.meter()));
  }
  LineCounts found{.has_account = !all.empty(), .used = {}, .last = {}};
  const Span& span = basis.month.span;
  const std::vector<v1::Count> last = CountsAtEnd(all, span);
  if (last.empty()) return found;
  found.last = last.front();
  const std::vector<v1::Count> used =
      counted.rule() == v1::QUANTITY_RULE_PERIOD_START ? CountsAtStart(all, span)
      : counted.rule() == v1::QUANTITY_RULE_PEAK       ? CountsAtPeak(all, span, &SumOf)
                                                       : last;
  if (!used.empty()) found.used = used.front();
  return found;
}

}  // namespace tally
