#include "clients/cli/show/drafts.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {

std::string DraftsReportText(const cli::DraftsReport& report, const char* verb, const Look& look) {
  if (report.done().empty() && !report.refused().empty()) return "";

  TextTable table({{"client"},
                   {"month"},
                   {"invoice", TextTable::kLeft, TextTable::kMayVanish},
                   {"position", TextTable::kRight}});
  for (const cli::DoneDraft& draft : report.done()) {
    const v1::Receipt& receipt = draft.receipt();
    const bool changed_nothing = receipt.event_count() == 0;
    table.Add({{draft.customer_id()},
               {draft.month()},
               {draft.invoice_number(), Style::kGood},
               {changed_nothing ? "as it was" : absl::StrCat(receipt.first_position())}});
  }
  const std::string count = CountText(static_cast<uint64_t>(report.done_size()), "draft");
  return absl::StrCat(table.empty() ? "" : table.Layout(look) + "\n", count, " ", verb, "\n");
}

}  // namespace tally
