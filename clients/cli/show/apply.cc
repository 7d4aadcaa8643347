#include "clients/cli/show/apply.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

constexpr int kIdsShown = 8;
constexpr int kChangesShown = 50;

std::string Number(uint64_t count) { return count == 0 ? "-" : Grouped(absl::StrCat(count)); }

std::string CountsTable(const cli::ApplyReport& report, const Look& look) {
  TextTable table({{"book"},
                   {"added", TextTable::kRight},
                   {"changed", TextTable::kRight},
                   {"unchanged", TextTable::kRight},
                   {"only in the ledger", TextTable::kRight}});
  for (const cli::ApplyPart& part : report.parts()) {
    table.Add({{part.part()},
               {Number(static_cast<uint64_t>(part.added_size())), Style::kGood},
               {Number(part.changed_resources()), Style::kWarning},
               {Number(part.unchanged())},
               {Number(static_cast<uint64_t>(part.left_alone_size()))}});
  }
  return table.Layout(look);
}

template <typename Ids>
std::string FirstOf(const Ids& ids) {
  std::string words;
  for (int i = 0; i < ids.size() && i < kIdsShown; ++i) {
    absl::StrAppend(&words, i == 0 ? "" : ", ", ids[i]);
  }
  if (ids.size() > kIdsShown) absl::StrAppend(&words, " and ", ids.size() - kIdsShown, " more");
  return words;
}

// A line for each part that has any, below a heading.
template <typename Ids>
std::string IdsByPart(const cli::ApplyReport& report, const char* heading, const Look& look,
                      Ids ids) {
  std::string lines;
  for (const cli::ApplyPart& part : report.parts()) {
    if (ids(part).empty()) continue;
    absl::StrAppend(&lines, absl::StrFormat("  %-10s %s\n", part.part(), FirstOf(ids(part))));
  }
  if (lines.empty()) return "";
  return absl::StrCat("\n", Paint(heading, Style::kHeading, look), "\n", lines);
}

std::string Changed(const cli::ApplyReport& report, const Look& look) {
  std::string lines;
  int count = 0;
  for (const cli::ApplyPart& part : report.parts()) {
    for (const std::string& change : part.changed()) {
      if (++count <= kChangesShown) absl::StrAppend(&lines, "  ", change, "\n");
    }
  }
  if (count == 0) return "";
  if (count > kChangesShown) absl::StrAppend(&lines, "  and ", count - kChangesShown, " more\n");
  return absl::StrCat("\n", Paint("changed", Style::kHeading, look), "\n", lines);
}

}  // namespace

std::string ApplyReportText(const cli::ApplyReport& report, const Look& look) {
  return absl::StrCat(
      CountsTable(report, look),
      IdsByPart(report, "added", look,
                [](const cli::ApplyPart& part) -> const auto& { return part.added(); }),
      Changed(report, look),
      IdsByPart(report, "only in the ledger, left as it is", look,
                [](const cli::ApplyPart& part) -> const auto& { return part.left_alone(); }));
}

}  // namespace tally
