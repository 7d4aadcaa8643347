#include "clients/cli/show/disputes.h"

#include "absl/strings/str_join.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

struct NamedOutcome {
  v1::DisputeOutcome outcome;
  const char* name;
};

constexpr NamedOutcome kOutcomes[] = {
    {v1::DISPUTE_OUTCOME_UPHELD, "upheld"},
    {v1::DISPUTE_OUTCOME_REJECTED, "rejected"},
    {v1::DISPUTE_OUTCOME_WITHDRAWN, "withdrawn"},
};

std::string LinesText(const v1::Dispute& dispute) {
  return dispute.line_ids().empty() ? "all" : absl::StrJoin(dispute.line_ids(), ", ");
}

}  // namespace

std::string DisputeTable(const v1::DisputePage& page, const Look& look) {
  if (page.disputes().empty()) return "No disputes.\n";

  TextTable table({{"invoice"},
                   {"dispute"},
                   {"client"},
                   {"lines", TextTable::kLeft, TextTable::kMayShrink},
                   {"opened"},
                   {"closed", TextTable::kLeft, TextTable::kMayVanish},
                   {"outcome"},
                   {"reason", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::Dispute& dispute : page.disputes()) {
    const bool is_open = dispute.closed_on().empty();
    table.Add({{dispute.invoice_number()},
               {dispute.dispute_id()},
               {dispute.customer_id()},
               {LinesText(dispute)},
               {dispute.opened_on()},
               {dispute.closed_on()},
               {OutcomeName(dispute.outcome()), is_open ? Style::kWarning : Style::kPlain},
               {dispute.reason()}});
    if (!is_open) table.AddNote(dispute.outcome_reason(), 2);
  }
  return table.Layout(look);
}

std::vector<std::string> OutcomeNames() {
  std::vector<std::string> names;
  for (const NamedOutcome& each : kOutcomes) names.emplace_back(each.name);
  return names;
}

std::optional<v1::DisputeOutcome> ParseOutcome(absl::string_view name) {
  for (const NamedOutcome& each : kOutcomes) {
    if (each.name == name) return each.outcome;
  }
  return std::nullopt;
}

std::string OutcomeName(v1::DisputeOutcome outcome) {
  for (const NamedOutcome& each : kOutcomes) {
    if (each.outcome == outcome) return each.name;
  }
  return "open";
}

}  // namespace tally
