#include "clients/cli/show/plan_sheet.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/book/words.h"
#include "clients/cli/book/write_line.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "clients/cli/show/words.h"

namespace tally {
namespace {

constexpr size_t kNoteIndent = 4;

// Whether a count says no more than source, meter and rule.
bool IsPlain(v1::CountedQuantity counted) {
  counted.clear_source_id();
  counted.clear_meter();
  counted.clear_rule();
  return counted.ByteSizeLong() == 0;
}

// `each milestone`, `each sla_breach of servers`.
std::string EachWords(v1::TriggerKind kind, absl::string_view subject) {
  return absl::StrCat("each ", KindName(kind), subject.empty() ? "" : " of ", subject);
}

std::string CreditWords(const v1::CreditQuantity& credit) {
  const std::string on = absl::StrCat("credit on ", credit.line_id());
  if (credit.trigger() == v1::TRIGGER_KIND_UNSPECIFIED) return on;
  return absl::StrCat(on, ", ", EachWords(credit.trigger(), credit.subject()));
}

// `2`, `rmm PC, period end`, or as a book has it.
std::string QuantityWords(const v1::PlanLine& line) {
  if (line.has_fixed()) return Grouped(line.fixed().quantity());
  if (line.has_credit()) return CreditWords(line.credit());
  if (line.has_triggered()) return EachWords(line.triggered().kind(), line.triggered().subject());
  const v1::CountedQuantity& counted = line.counted();
  if (!line.has_counted() || !IsPlain(counted)) return QuantityInShort(line);
  return absl::StrCat(counted.source_id(), " ", counted.meter(), ", ", RuleWords(counted.rule()));
}

std::string PriceWords(const v1::PlanLine& line) {
  if (line.has_held()) return Grouped(line.held().unit_price());
  if (line.credit().has_amount()) return Grouped(line.credit().amount());
  if (line.credit().has_percent()) return absl::StrCat(line.credit().percent(), "%");
  if (line.has_tiered()) return WordFor(kTierModeWords, line.tiered().mode()) + " tiers";
  return PriceInShort(line);
}

// `up to 5 flat 100`, `above at 1`, `up to 1,000 at 1 for each 100`.
std::string TierWords(const v1::Tier& tier) {
  std::vector<std::string> words;
  words.push_back(tier.up_to().empty() ? "above" : absl::StrCat("up to ", Grouped(tier.up_to())));
  if (!tier.unit_price().empty()) words.push_back(absl::StrCat("at ", Grouped(tier.unit_price())));
  if (!tier.block_size().empty()) {
    words.push_back(absl::StrCat("for each ", Grouped(tier.block_size())));
  }
  if (!tier.flat_fee().empty()) words.push_back(absl::StrCat("flat ", Grouped(tier.flat_fee())));
  return absl::StrJoin(words, " ");
}

std::string TiersWords(const v1::TieredPrice& price) {
  std::vector<std::string> tiers;
  for (const v1::Tier& tier : price.tiers()) tiers.push_back(TierWords(tier));
  return absl::StrJoin(tiers, "; ");
}

// `bill: quarterly, when: in_advance`.
std::string FieldsWords(const YamlFields& fields) {
  return absl::StrJoin(fields.fields(), ", ", absl::PairFormatter(": "));
}

std::string LinesTable(const v1::Plan& plan, const Look& look) {
  TextTable table({{"line"},
                   {"item"},
                   {"quantity", TextTable::kLeft, TextTable::kMayShrink},
                   {"price", TextTable::kRight}});
  for (const v1::PlanLine& line : plan.lines()) {
    table.Add({{line.line_id()}, {line.item_id()}, {QuantityWords(line)}, {PriceWords(line)}});
    if (line.has_tiered()) table.AddNote(TiersWords(line.tiered()), kNoteIndent);
    const std::string billing = FieldsWords(BillingFields(line));
    if (!billing.empty()) table.AddNote(billing, kNoteIndent);
  }
  return table.empty() ? "No lines.\n" : table.Layout(look);
}

}  // namespace

std::string PlanSheet(const v1::Plan& plan, const Look& look) {
  const std::string time =
      plan.effective_time().empty() ? "" : absl::StrCat(" ", plan.effective_time());
  std::string sheet = absl::StrCat(
      Paint(absl::StrCat("Plan of ", plan.customer_id(), " from ", plan.effective_from(), time),
            Style::kHeading, look),
      "\n", LinesTable(plan, look));
  for (const v1::Commitment& commitment : plan.commitments()) {
    absl::StrAppend(&sheet, "commitment ", commitment.commitment_id(), ": ",
                    FieldsWords(CommitmentFields(commitment)), "\n");
  }
  for (const std::string& discount : DiscountTexts(plan.discounts())) {
    absl::StrAppend(&sheet, "discount: ", discount, "\n");
  }
  return sheet;
}

}  // namespace tally
