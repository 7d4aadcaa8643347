#include "ledger/rating/members.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Whether `text` is as `pattern` says, in which `*` stands for any text. After each `*` the
// shortest text is tried first, and a longer one where the rest does not fit; only the last `*` can
// be the one to blame.
bool Matches(absl::string_view text, absl::string_view pattern) {
  size_t star = absl::string_view::npos;
  size_t text_after_star = 0;
  size_t t = 0;
  size_t p = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      text_after_star = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != absl::string_view::npos) {
      p = star + 1;
      t = ++text_after_star;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == absl::string_view::npos;
}

// Tells members apart, and those that count from those that do not.
class Register {
 public:
  explicit Register(const v1::Meter& meter) : ignores_case_(meter.ignores_case()) {
    for (const std::string& pattern : meter.excluded_members()) {
      patterns_.push_back(KeyOfMember(pattern));
    }
  }

  void Add(const std::string& member, v1::LeftOutMembers& left_out) {
    const std::string key = KeyOfMember(member);
    const auto excludes = [&](const std::string& pattern) { return Matches(key, pattern); };
    if (std::any_of(patterns_.begin(), patterns_.end(), excludes)) {
      left_out.add_excluded(member);
    } else if (!members_.insert(key).second) {
      left_out.add_duplicates(member);
    }
  }

  int64_t size() const { return static_cast<int64_t>(members_.size()); }

 private:
  std::string KeyOfMember(const std::string& member) const {
    return ignores_case_ ? absl::AsciiStrToLower(member) : member;
  }

  const bool ignores_case_;
  std::vector<std::string> patterns_;
  std::unordered_set<std::string> members_;
};

}  // namespace

Members CountMembers(const v1::Meter& meter, const std::vector<const v1::Count*>& counts) {
  Members members;
  Register known(meter);
  for (const v1::Count* count : counts) {
    const v1::Observation& seen = count->observation();
    const Fraction quantity = FractionOf(seen.quantity());
    if (seen.members().empty() && quantity > Fraction(0)) {
      members.missing = true;
      members.quantity = members.quantity + quantity;
    }
    for (const std::string& member : seen.members()) known.Add(member, members.left_out);
  }
  members.quantity = members.quantity + Fraction(known.size());
  std::sort(members.left_out.mutable_excluded()->begin(),
            members.left_out.mutable_excluded()->end());
  std::sort(members.left_out.mutable_duplicates()->begin(),
            members.left_out.mutable_duplicates()->end());
  return members;
}

}  // namespace tally
