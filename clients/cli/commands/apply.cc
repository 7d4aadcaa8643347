#include "clients/cli/show/apply.h"

#include <cstddef>
#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/canonical.h"
#include "clients/cli/book/write_book.h"
#include "clients/cli/commands/apply_changes.h"
#include "clients/cli/commands/book_changes.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/ledger_book.h"
#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/figures.h"

namespace tally {
namespace {

struct ApplyOptions {
  std::string file;
  bool dry_run = false;
};

struct ExportOptions {
  std::string file;
};

cli::ApplyReport ReportOf(const BookDiff& diff) {
  cli::ApplyReport report;
  for (size_t i = 0; i < kParts; ++i) {
    const PartDiff& of_part = diff.parts[i];
    cli::ApplyPart& part = *report.add_parts();
    part.set_part(PartName(static_cast<Part>(i)));
    for (const Change& change : of_part.changes) {
      if (change.is_added()) part.add_added(change.id);
      for (const std::string& words : change.words) part.add_changed(words);
    }
    part.set_changed_resources(
        static_cast<uint32_t>(of_part.changes.size() - static_cast<size_t>(part.added_size())));
    part.set_unchanged(static_cast<uint32_t>(of_part.unchanged));
    for (const std::string& id : of_part.left_alone) part.add_left_alone(id);
  }
  return report;
}

// Prints the report; as a table that was done before the question.
void Conclude(Session& session, cli::ApplyReport& report, const Applied& applied) {
  report.set_applied(static_cast<uint32_t>(applied.changes));
  session.Show(report, [&] {
    return absl::StrCat("\n", CountText(applied.changes, "change"), " applied\n");
  });
}

absl::Status SendChanges(Session& session, const BookChanges& changes,
                         const std::string& request_id, cli::ApplyReport& report) {
  const size_t count = changes.diff.changes();
  absl::Status answer = session.Confirm(
      count == 1 ? "Apply this change?"
                 : absl::StrCat("Apply these ", Grouped(absl::StrCat(count)), " changes?"));
  if (!answer.ok()) return answer;

  const Applied applied = ApplyChanges(session, changes, request_id);
  Conclude(session, report, applied);
  if (applied.status.ok()) return absl::OkStatus();
  session.terminal().Note(absl::StrCat(Grouped(absl::StrCat(applied.changes)), " of ",
                                       CountText(count, "change"),
                                       " applied; mend what is wrong and apply again to go on"));
  const bool is_partly_done = applied.changes > 0 && RefusalOf(applied.status).has_value();
  return is_partly_done ? WithExitCode(applied.status, ExitCode::kPartlyDone) : applied.status;
}

absl::Status Apply(Session& session, const ApplyOptions& options) {
  const auto request_id = session.RequestIdPrefix();
  if (!request_id.ok()) return request_id.status();
  const auto changes = FindBookChanges(session, options.file);
  if (!changes.ok()) return changes.status();

  cli::ApplyReport report = ReportOf(changes->diff);
  report.set_dry_run(options.dry_run);
  if (!session.prints_json()) session.terminal().Print(ApplyReportText(report, session.look()));
  const bool has_changes = changes->diff.changes() > 0;
  if (has_changes && !options.dry_run) return SendChanges(session, *changes, *request_id, report);
  session.Show(report, [&] {
    return has_changes ? "\ndry run; nothing was changed\n" : "\nnothing to change\n";
  });
  return absl::OkStatus();
}

absl::Status ExportBook(Session& session, const ExportOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  auto ledger = ReadLedgerBook(session, *org_id);
  if (!ledger.ok()) return ledger.status();
  if (ledger->org.org_id().empty()) {
    return absl::NotFoundError(absl::StrCat("the ledger has no org ", *org_id));
  }
  const std::string text = WriteBook(Canonical(*std::move(ledger)));
  if (options.file.empty() || options.file == "-") {
    session.terminal().Print(text);
    return absl::OkStatus();
  }
  std::ofstream file(options.file, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return WrongUsage(absl::StrCat(options.file, " cannot be written"));
  session.terminal().Note(absl::StrCat("wrote ", options.file));
  return absl::OkStatus();
}

}  // namespace

void AddBookCommands(const CommandTree& tree) {
  auto [apply, apply_options] =
      AddCommand(tree, "apply", "Bring the ledger to what a book says", &Apply,
                 "  tally apply book.yaml --dry-run    # show what would change\n"
                 "  tally apply book.yaml              # show it, ask, and change it\n"
                 "  tally apply book.yaml --yes        # do not ask");
  apply.add_option("BOOK", apply_options.file, "The book, a YAML file")->required();
  apply.add_flag("--dry-run", apply_options.dry_run, "Only show what would change");

  const CommandTree exports = AddGroup(tree, "export", "Write out what the ledger holds");
  auto [book, book_options] =
      AddCommand(exports, "book", "Write the ledger's state as a book", &ExportBook,
                 "  tally export book              # to the screen\n"
                 "  tally export book book.yaml    # to a file");
  book.add_option("FILE", book_options.file, "Where to write it; stdout if left out");
}

}  // namespace tally
