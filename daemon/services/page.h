// Page: a part of a list, and the token that asks for the next part.
//
//   token  := base64url(digest key)
//   digest := first 8 bytes of the SHA-256 of the query, without page size and token
//   key    := that of the last row that was returned
//
// So a token is good for the list that gave it, and for no other.

#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "ledger/store/table.h"

namespace tally {

class Page {
 public:
  // Reads the query's `page_size` and `page_token`. PAGE_TOKEN_INVALID if the token is not one that
  // this list gave.
  template <class Query>
  static absl::StatusOr<Page> Of(const Query& query) {
    Query list = query;
    list.clear_page_size();
    list.clear_page_token();
    return Of(list, query.page_size(), query.page_token());
  }

  // The key of the last row of the page before; empty on the first page.
  const std::string& after() const { return after_; }
  // Where to start a scan: right after that row.
  const std::string& from() const { return from_; }
  // At most this many rows.
  size_t size() const { return size_; }

  // Returns the token of the page after the row with `key`.
  std::string TokenAfter(absl::string_view key) const;

  // Calls `use` with the rows of `rows`, a scan from from(), until the page is full; `use` returns
  // whether it took the row. Returns the token of the next page, empty if there is none.
  template <class Scan, class Use>
  std::string Fill(Scan&& rows, Use use) const {
    size_t taken = 0;
    size_t bytes = 0;
    size_t looked_at = 0;
    std::string last;
    for (; rows.Valid(); rows.Next()) {
      const bool full = taken == size_ || bytes >= kMaxBytes || looked_at == kMaxLookedAt;
      if (full) return TokenAfter(last);
      last = std::string(rows.rest_of_key());
      looked_at += 1;
      if (!use(rows)) continue;
      taken += 1;
      bytes += rows.row_bytes();
    }
    return "";
  }

 private:
  // About how large a page gets: clients take 4 MiB by default.
  static constexpr size_t kMaxBytes = 1 << 20;
  // Rows that are looked at for one page, so that a narrow filter cannot make a call long: the page
  // is then short, and has a token.
  static constexpr size_t kMaxLookedAt = 100'000;

  static absl::StatusOr<Page> Of(const google::protobuf::Message& list, uint32_t page_size,
                                 const std::string& token);

  std::string digest_;
  std::string after_;
  std::string from_;
  size_t size_ = 0;
};

}  // namespace tally
