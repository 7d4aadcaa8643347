#include "daemon/services/page.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "ledger/base/refusal.h"

namespace tally {
namespace {

constexpr uint32_t kDefaultSize = 100;
constexpr uint32_t kMaxSize = 1'000;

}  // namespace

absl::StatusOr<Page> Page::Of(uint32_t page_size, const std::string& token) {
  Page page;
  page.size_ = page_size == 0 ? kDefaultSize : std::min(page_size, kMaxSize);
  if (token.empty()) return page;
  if (!absl::WebSafeBase64Unescape(token, &page.from_)) {
    return Refuse(v1::REASON_PAGE_TOKEN_INVALID, "page_token", "is not one that a list gave");
  }
  page.from_.push_back('\0');  // The smallest key after it.
  return page;
}

std::string Page::TokenOf(absl::string_view key) { return absl::WebSafeBase64Escape(key); }

}  // namespace tally
