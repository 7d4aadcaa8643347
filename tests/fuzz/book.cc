// Fuzz target: books, from YAML to what they say and back.

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/book/canonical.h"
#include "clients/cli/book/read_book.h"
#include "clients/cli/book/write_book.h"
#include "clients/cli/text/utf8.h"
#include "fuzz/fuzz.h"
#include "ledger/base/utf8.h"

namespace tally {
namespace {

// What is wrong with a book is shown with a place that it has.
void CheckProblems(const Problems& problems, absl::string_view text) {
  const auto lines_of_file = 1 + std::count(text.begin(), text.end(), '\n');
  Require(!problems.empty(), "who refuses a book says why");
  const std::vector<std::string> lines = problems.Lines();
  for (size_t i = 0; i < std::min(lines.size(), Problems::kMaxShown); ++i) {
    Require(IsUtf8(lines[i]) && FindControlCharacter(lines[i], "") == lines[i].size(),
            "what is wrong can be shown on a terminal");
    const std::vector<std::string> parts = absl::StrSplit(lines[i], absl::MaxSplits(':', 3));
    int line = 0;
    int column = 0;
    Require(parts.size() == 4 && parts[0] == "book.yaml" && absl::SimpleAtoi(parts[1], &line) &&
                absl::SimpleAtoi(parts[2], &column),
            "a problem has a place");
    Require(line >= 1 && line <= lines_of_file && column >= 1, "the place is one of the file");
  }
}

// A book that is read is written so that reading it gives the same book.
void CheckRoundTrip(const Book& book) {
  const std::string written = WriteBook(Canonical(book));
  References references;
  Problems problems("book.yaml");
  const auto again = ReadBook(written, references, problems);
  if (!again) std::fprintf(stderr, "%s\n%s\n", written.c_str(), problems.Lines().front().c_str());
  Require(again.has_value(), "a book that was written can be read");
  Require(WriteBook(Canonical(*again)) == written, "a book is read as it was written");
}

}  // namespace
}  // namespace tally

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tally;
  const absl::string_view text = TextOf(data, size);
  References references;
  Problems problems("book.yaml");
  const auto book = ReadBook(text, references, problems);
  if (!book) {
    CheckProblems(problems, text);
    return 0;
  }
  Require(problems.empty(), "a book that is taken has no problems");
  CheckRoundTrip(*book);
  return 0;
}
