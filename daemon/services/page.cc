#include "daemon/services/page.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/base/sha256.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

constexpr uint32_t kDefaultSize = 100;
constexpr uint32_t kMaxSize = 1'000;
constexpr size_t kDigestBytes = 8;

}  // namespace

absl::StatusOr<Page> Page::Of(const google::protobuf::Message& list, uint32_t page_size,
                              const std::string& token) {
  Page page;
  page.size_ = page_size == 0 ? kDefaultSize : std::min(page_size, kMaxSize);
  page.digest_ = Sha256({list.GetDescriptor()->full_name(), EncodeDeterministically(list)});
  page.digest_.resize(kDigestBytes);
  if (token.empty()) return page;

  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || !absl::StartsWith(bytes, page.digest_)) {
    return Refuse(v1::REASON_PAGE_TOKEN_INVALID, "page_token", "is not one that this list gave");
  }
  page.after_ = bytes.substr(kDigestBytes);
  page.from_ = page.after_ + std::string(1, '\0');  // The smallest key after it.
  return page;
}

std::string Page::TokenAfter(absl::string_view key) const {
  return absl::WebSafeBase64Escape(absl::StrCat(digest_, key));
}

}  // namespace tally
