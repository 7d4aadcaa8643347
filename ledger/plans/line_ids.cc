#include "ledger/plans/line_ids.h"

#include <cstddef>
#include <map>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

// As FORMAT_ID, so that commands can name every line.
constexpr size_t kMaxIdBytes = 64;

}  // namespace

std::vector<std::string> LineIds(const v1::Plan& plan) {
  std::vector<std::string> ids;
  std::map<std::string, int> lines_of_item;
  for (const v1::PlanLine& line : plan.lines()) {
    const int nth = ++lines_of_item[line.item_id()];
    const std::string suffix = nth == 1 ? "" : absl::StrCat("-", nth);
    const std::string filled_in = line.item_id().substr(0, kMaxIdBytes - suffix.size()) + suffix;
    ids.push_back(line.line_id().empty() ? filled_in : line.line_id());
  }
  return ids;
}

}  // namespace tally
