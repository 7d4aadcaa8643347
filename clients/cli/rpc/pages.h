// Pages: lists that the daemon gives page by page, read to their end.

#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/rpc/connection.h"

namespace tally {

inline constexpr unsigned kPageSize = 1000;

// Asks for page after page, and returns them merged into one.
template <typename Page, typename Request>
absl::StatusOr<Page> CallForAll(Connection& connection, Request request) {
  Page all;
  request.set_page_size(kPageSize);
  do {
    const absl::StatusOr<Page> page = connection.Call<Page>(request);
    if (!page.ok()) return page.status();
    request.set_page_token(page->next_page_token());
    all.MergeFrom(*page);
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  return all;
}

}  // namespace tally
