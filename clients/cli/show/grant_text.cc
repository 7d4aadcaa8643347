#include "clients/cli/show/grant_text.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace tally {
namespace {

// Cuts `text` at the first `mark`; what is behind it goes to `rest`. False if there is none.
bool Cut(absl::string_view& text, char mark, absl::string_view& rest) {
  const size_t at = text.find(mark);
  if (at == absl::string_view::npos) return false;
  rest = text.substr(at + 1);
  text = text.substr(0, at);
  return true;
}

// Adds the words of a list; false if one is empty.
template <class List>
bool AddWords(absl::string_view text, List& list) {
  for (const absl::string_view word : absl::StrSplit(text, ',')) {
    if (word.empty()) return false;
    list.Add(std::string(word));
  }
  return true;
}

}  // namespace

std::string GrantText(const v1::Grant& grant) {
  std::string text = grant.role();
  if (!grant.org_ids().empty()) absl::StrAppend(&text, ":", absl::StrJoin(grant.org_ids(), ","));
  if (!grant.customer_ids().empty()) {
    absl::StrAppend(&text, "/", absl::StrJoin(grant.customer_ids(), ","));
  }
  return text;
}

absl::StatusOr<v1::Grant> ParseGrant(absl::string_view text) {
  v1::Grant grant;
  absl::string_view role = text;
  absl::string_view customers;
  absl::string_view orgs;
  bool is_read = true;
  if (Cut(role, '/', customers)) is_read = AddWords(customers, *grant.mutable_customer_ids());
  if (Cut(role, ':', orgs)) is_read = AddWords(orgs, *grant.mutable_org_ids()) && is_read;
  grant.set_role(std::string(role));
  if (is_read && !role.empty()) return grant;
  return absl::InvalidArgumentError(absl::StrCat(
      "not a grant: ", text, "; write it like approver, viewer:ORG,ORG or viewer:ORG/CUSTOMER"));
}

}  // namespace tally
