#include "clients/cli/session/failure_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/text_table.h"

namespace tally {

std::string FailureText(const absl::Status& status, const Look& look) {
  std::string text(status.message());
  const auto refusal = RefusalOf(status);
  if (!refusal) return text;
  if (!refusal->advice().empty()) absl::StrAppend(&text, "\n  ", refusal->advice());
  const std::string differences = DifferencesTable(*refusal, look);
  for (const absl::string_view line : absl::StrSplit(differences, '\n', absl::SkipEmpty())) {
    absl::StrAppend(&text, "\n  ", line);
  }
  return text;
}

std::string DifferencesTable(const v1::Refusal& refusal, const Look& look) {
  TextTable table({{"line"}, {"what"}, {"reviewed"}, {"now"}});
  for (const v1::Difference& difference : refusal.differences()) {
    table.Add({{difference.line_id().empty() ? "(draft)" : difference.line_id()},
               {difference.what()},
               {difference.reviewed().empty() ? "-" : difference.reviewed()},
               {difference.now().empty() ? "-" : difference.now()}});
  }
  if (table.empty()) return "";
  const uint32_t left_out = refusal.differences_left_out();
  return absl::StrCat(table.Layout(look),
                      left_out == 0 ? "" : absl::StrCat("and ", left_out, " more\n"));
}

}  // namespace tally
