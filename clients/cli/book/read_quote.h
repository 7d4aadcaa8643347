// ReadQuote: reads a revision of a quote from a file of its own.
//
//   quote := {quote: ID, customer: CUSTOMER, valid_until?: DAY, note?: TEXT, lines: [line]}
//   line  := {id: ID, item: ITEM, description?, quantity?: NUMBER, price: NUMBER,
//             bill?, anchor?: DAY, when?: in_arrears | in_advance}
//
// A line without `bill` is due once, on acceptance; write_book.h says what stands there.

#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "clients/cli/book/problems.h"
#include "tally/v1/quotes.pb.h"

namespace tally {

// Reads what `text` asks for, without org and request id. Nothing if it is wrong; `problems` says
// where and why.
std::optional<v1::ReviseQuote> ReadQuote(absl::string_view text, Problems& problems);

// Adds that the ledger refused, in `words`, what stands at `path` in the request, with its place in
// the file `text`, which was read before.
void AddRefusal(absl::string_view text, absl::string_view path, absl::string_view words,
                Problems& problems);

}  // namespace tally
