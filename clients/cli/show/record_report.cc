#include "clients/cli/show/record_report.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

constexpr uint32_t kRowsShown = 100;

std::string Number(uint32_t count) { return Grouped(absl::StrCat(count)); }

}  // namespace

std::string RecordReportText(const cli::RecordReport& report, const Look& look) {
  std::string text = absl::StrCat(CountText(report.rows(), "row"), ": ", Number(report.recorded()),
                                  " recorded, ", Number(report.already_known()), " already known, ",
                                  Number(report.refused_rows()), " refused\n");
  TextTable table({{"row", TextTable::kRight}, {"field"}, {"refused because"}});
  for (const cli::RefusedRow& row : report.refused()) {
    if (table.size() == kRowsShown) break;
    table.Add({{absl::StrCat(row.row())}, {row.field()}, {row.message()}});
  }
  if (!table.empty()) absl::StrAppend(&text, "\n", table.Layout(look));
  if (report.refused_rows() > table.size()) {
    absl::StrAppend(&text, "and ", Grouped(absl::StrCat(report.refused_rows() - table.size())),
                    " more\n");
  }
  return text;
}

}  // namespace tally
