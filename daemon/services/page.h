// Page: a part of a list, and the token that asks for the next part.
//
//   token := base64url of the key of the last row that was returned

#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/store/table.h"

namespace tally {

class Page {
 public:
  // Reads the request's `page_size` and `page_token`. PAGE_TOKEN_INVALID if the token is none.
  template <class Request>
  static absl::StatusOr<Page> Of(const Request& request) {
    return Of(request.page_size(), request.page_token());
  }

  // Where to start a scan: right after the last row of the page before.
  const std::string& from() const { return from_; }

  // Calls `use` with the rows of `rows`, a scan from from(), until the page is full; `use` returns
  // whether it took the row. Returns the token of the next page, empty if there is none.
  template <class Row, class Use>
  std::string Fill(Rows<Row> rows, Use use) const {
    size_t taken = 0;
    size_t looked_at = 0;
    std::string last;
    for (; rows.Valid(); rows.Next()) {
      if (taken == size_ || looked_at == kMaxLookedAt) return TokenOf(last);
      last = std::string(rows.rest_of_key());
      looked_at += 1;
      taken += use(rows) ? 1 : 0;
    }
    return "";
  }

 private:
  // Rows that are looked at for one page, so that a narrow filter cannot make a call long: the page
  // is then short, and has a token.
  static constexpr size_t kMaxLookedAt = 100'000;

  static absl::StatusOr<Page> Of(uint32_t page_size, const std::string& token);
  static std::string TokenOf(absl::string_view key);

  std::string from_;
  size_t size_ = 0;
};

}  // namespace tally
