#include "ledger/formats/access_token.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace tally {
namespace {

constexpr char kBegin[] = "tally_";
constexpr size_t kDigits = 43;

}  // namespace

std::string AccessTokenOf(absl::string_view secret) {
  return absl::StrCat(kBegin, absl::WebSafeBase64Escape(secret));
}

bool IsAccessToken(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, kBegin) || text.size() != kDigits) return false;
  return std::ranges::all_of(
      text, [](unsigned char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_'; });
}

}  // namespace tally
