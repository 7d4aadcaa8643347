#include "clients/cli/show/audit.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

std::string FindingsTable(const cli::AuditReport& report, const Look& look) {
  TextTable table({{"subject"}, {"position", TextTable::kRight}, {"what is wrong"}});
  for (const v1::CheckFinding& finding : report.findings()) {
    table.Add({{finding.subject(), Style::kBad},
               {finding.position() == 0 ? "" : Grouped(absl::StrCat(finding.position()))},
               {finding.message()}});
  }
  return table.empty() ? "" : absl::StrCat(table.Layout(look), "\n");
}

}  // namespace

std::string AuditProgress(const v1::CheckProgress& progress) {
  if (progress.stage() == v1::CHECK_STAGE_ROWS) return "comparing rows";
  return absl::StrCat("checking events: ", Grouped(absl::StrCat(progress.position())), " of ",
                      Grouped(absl::StrCat(progress.until_position())));
}

std::string AuditText(const cli::AuditReport& report, const Look& look) {
  const v1::CheckVerdict& verdict = report.verdict();
  const std::string passed =
      verdict.passed() ? Paint("Passed", Style::kGood, look) : Paint("Failed", Style::kBad, look);
  return absl::StrCat(FindingsTable(report, look), passed, ": ",
                      CountText(verdict.event_count(), "event"), ", ",
                      CountText(verdict.document_count(), "document"), " derived again, ",
                      CountText(verdict.row_count(), "row"), " compared\n",
                      "Root of the tree: ", absl::Base64Escape(verdict.root()), "\n");
}

}  // namespace tally
