#include "ledger/audit/outcome_check.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/store/encoding.h"

namespace tally {

void CheckOutcome(const v1::Commit& commit, const Store& requests, Findings& findings) {
  const auto wrong = [&](absl::string_view message) {
    findings.Add("outcomes of requests", absl::StrCat("request ", commit.request_id()),
                 commit.first_position(), message);
  };
  // As the writer keeps it, which is no fold of the log because refusals are kept there too.
  const std::optional<std::string> row =
      requests.Get(KeyOf("requests", commit.org_id(), commit.request_id()));
  if (!row) return wrong("is not known any more, and would be decided again");
  v1::RequestOutcome outcome;
  if (!outcome.ParseFromString(*row)) return wrong("has an outcome that cannot be read");
  if (outcome.command() != commit.command() ||
      outcome.command_digest() != commit.command_digest()) {
    return wrong(absl::StrCat("is kept as another ", outcome.command()));
  }
  if (outcome.reply() != commit.reply()) wrong("is answered otherwise than it was");
}

}  // namespace tally
