#include "ledger/rating/line_groups.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

// Sums of any number of amounts that a document can hold fit.
using Wide = __int128;

bool BelongsToTheLineBefore(const v1::Line& line) {
  return line.part() == v1::LINE_PART_DISCOUNT || line.part() == v1::LINE_PART_CAP;
}

// What discounts on the document take off each line.
std::map<std::string, Wide> SpreadsIn(const v1::DraftContent& content) {
  std::map<std::string, Wide> spreads;
  for (const v1::DraftLine& rated : content.lines()) {
    for (const v1::Spread& spread : rated.line().spreads()) {
      spreads[spread.line_id()] += spread.amount().minor_units();
    }
  }
  return spreads;
}

struct WideGroup {
  LineGroup group;
  Wide left = 0;
};

std::vector<WideGroup> Grouped(const v1::DraftContent& content) {
  const std::map<std::string, Wide> spreads = SpreadsIn(content);
  std::vector<WideGroup> groups;
  for (int i = 0; i < content.lines_size(); ++i) {
    const v1::Line& line = content.lines(i).line();
    if (IsDocumentDiscount(line)) continue;
    if (groups.empty() || !BelongsToTheLineBefore(line)) {
      const auto spread = spreads.find(line.line_id());
      groups.push_back({{.line = i}, spread == spreads.end() ? 0 : spread->second});
    }
    groups.back().left += PricedAmount(line).minor_units();
    groups.back().group.end = i + 1;
  }
  return groups;
}

// Takes what is negative off the other groups of the same line of the plan.
void TakeOffTheLast(const DraftInput& input, const v1::DraftContent& content,
                    std::vector<WideGroup>& groups) {
  std::map<std::string, Wide> owed;
  const auto owed_to = [&](const WideGroup& each) -> Wide& {
    return owed[BilledLineOf(input, content, content.lines(each.group.line).line())];
  };
  for (WideGroup& each : groups) {
    if (each.left >= 0) continue;
    owed_to(each) -= each.left;
    each.left = 0;
  }
  for (auto each = groups.rbegin(); each != groups.rend(); ++each) {
    Wide& taken_off = owed_to(*each);
    const Wide part = std::min(each->left, taken_off);
    each->left -= part;
    taken_off -= part;
  }
}

}  // namespace

absl::StatusOr<std::vector<LineGroup>> GroupsOf(const DraftInput& input,
                                                const v1::DraftContent& content) {
  std::vector<WideGroup> wide = Grouped(content);
  TakeOffTheLast(input, content, wide);
  std::vector<LineGroup> groups;
  for (const WideGroup& each : wide) {
    if (each.left > std::numeric_limits<int64_t>::max()) {
      const std::string& line_id = content.lines(each.group.line).line().line_id();
      return AmountDoesNotFit(absl::StrCat("line ", line_id));
    }
    groups.push_back(each.group);
    groups.back().left = static_cast<int64_t>(each.left);
  }
  return groups;
}

}  // namespace tally
