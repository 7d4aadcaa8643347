#include "clients/cli/commands/book_changes.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/canonical.h"
#include "clients/cli/book/read_book.h"
#include "clients/cli/commands/ledger_book.h"
#include "clients/cli/commands/yaml_file.h"
#include "clients/cli/rpc/failure.h"

namespace tally {
namespace {

absl::StatusOr<Book> ReadBookFile(Session& session, const std::string& name, References& references,
                                  Problems& problems) {
  const auto text = ReadYamlFile(name);
  if (!text.ok()) return text.status();
  const auto book = ReadBook(*text, references, problems);
  if (!book) return NotRight(session, name, problems);
  return Canonical(*book);
}

}  // namespace

absl::StatusOr<BookChanges> FindBookChanges(Session& session, const std::string& file) {
  Problems problems(std::filesystem::path(file).filename());
  References references;
  auto wanted = ReadBookFile(session, file, references, problems);
  if (!wanted.ok()) return wanted.status();
  const std::string& org_id = wanted->org.org_id();
  const std::string& org_said = session.settings().org;
  if (!org_said.empty() && org_said != org_id) {
    return WrongUsage(absl::StrCat("the book is of the org ", org_id, ", not of ", org_said));
  }
  auto ledger = ReadLedgerBook(session, org_id);
  if (!ledger.ok()) return ledger.status();
  CheckAgainst(*ledger, *wanted, references, problems);
  if (!problems.empty()) return NotRight(session, file, problems);

  BookChanges changes{Canonical(*std::move(ledger)), *std::move(wanted), {}};
  changes.diff = Compare(changes.ledger, changes.wanted);
  return changes;
}

}  // namespace tally
