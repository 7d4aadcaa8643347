#include "clients/cli/show/look.h"

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

// Select Graphic Rendition (ECMA-48, 8.3.117).
const char* Sgr(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kHeading:
      return "\033[1m";
    case Style::kFaint:
      return "\033[2m";
    case Style::kGood:
      return "\033[32m";
    case Style::kWarning:
      return "\033[33m";
    case Style::kBad:
      return "\033[31m";
  }
  return "";
}

}  // namespace

std::string Paint(absl::string_view text, Style style, const Look& look) {
  if (!look.colour || style == Style::kPlain || text.empty()) return std::string(text);
  return absl::StrCat(Sgr(style), text, "\033[0m");
}

}  // namespace tally
