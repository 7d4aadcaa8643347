#include "clients/cli/show/journal.h"

#include <functional>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/atomic_file.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/journal/journal_writer.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/figures.h"
#include "tally/v1/orgs.pb.h"

namespace tally {
namespace {

struct JournalOptions {
  std::string from;
  std::string to;
  std::string format;
  std::string file;
};

struct BalanceOptions {
  std::string date;
};

// Calls `use` with each part of the journal of `org_id`.
absl::Status ReadJournal(Session& session, const std::string& org_id, const JournalOptions& options,
                         const std::function<void(const v1::JournalPart&)>& use) {
  v1::ExportJournal request;
  request.set_org_id(org_id);
  request.set_from(options.from);
  request.set_to(options.to);
  const auto stream = session.connection().Open(v1::ExportJournal::descriptor());
  stream->Write(request);
  stream->WritesDone();
  uint64_t entries = 0;
  for (v1::JournalPart part; stream->Read(part);) {
    entries += static_cast<uint64_t>(part.entries_size());
    session.terminal().Progress(CountText(entries, "entry", "entries"));
    use(part);
  }
  session.terminal().EndProgress();
  return stream->Finish();
}

absl::Status ShowJournal(Session& session, const std::string& org_id,
                         const JournalOptions& options) {
  v1::JournalPart journal;
  const absl::Status read = ReadJournal(session, org_id, options, [&](const v1::JournalPart& part) {
    journal.mutable_entries()->MergeFrom(part.entries());
    journal.set_position(part.position());
  });
  if (!read.ok()) return read;
  session.Show(journal, [&] { return JournalTable(journal, session.look()); });
  return absl::OkStatus();
}

absl::StatusOr<std::string> JournalText(Session& session, const std::string& org_id,
                                        const JournalOptions& options) {
  v1::GetOrg get;
  get.set_org_id(org_id);
  const absl::StatusOr<v1::Org> org = session.connection().Call<v1::Org>(get);
  if (!org.ok()) return org.status();
  const auto writer = NewJournalWriter(*ParseJournalFormat(options.format));
  JournalHead head = {.org_id = org_id, .currency = org->currency()};
  const absl::Status read = ReadJournal(session, org_id, options, [&](const v1::JournalPart& part) {
    for (const v1::JournalEntry& entry : part.entries()) writer->Add(entry);
    head.position = part.position();
  });
  if (!read.ok()) return read;
  return writer->Text(head);
}

absl::Status WriteJournal(Session& session, const JournalOptions& options) {
  const absl::StatusOr<std::string> org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  if (options.format.empty()) {
    if (options.file.empty()) return ShowJournal(session, *org_id, options);
    return WrongUsage("a FILE needs a --format: hledger, ledger, beancount or csv");
  }
  const absl::StatusOr<std::string> text = JournalText(session, *org_id, options);
  if (!text.ok()) return text.status();
  if (options.file.empty() || options.file == "-") {
    session.terminal().Print(*text);
    return absl::OkStatus();
  }
  const auto file = AtomicFile::Create(options.file);
  if (!file.ok()) return file.status();
  (*file)->Write(*text);
  if (absl::Status completed = (*file)->Complete(); !completed.ok()) return completed;
  session.terminal().Note(absl::StrCat("wrote ", options.file));
  return absl::OkStatus();
}

absl::Status ListBalances(Session& session, const BalanceOptions& options) {
  const absl::StatusOr<std::string> org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListJournalBalances request;
  request.set_org_id(*org_id);
  request.set_date(options.date);
  const auto page = CallForAll<v1::JournalBalancePage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return JournalBalanceTable(*page, session.look()); });
  return absl::OkStatus();
}

}  // namespace

void AddJournalCommands(const CommandTree& tree) {
  CLI::App& app =
      *tree.app.add_subcommand("journal", "Show every document and movement as double entry");
  const auto options = std::make_shared<JournalOptions>();
  app.require_subcommand(0, 1);
  app.footer(
      "Examples:\n"
      "  tally journal --from 2026-10-01 --to 2026-10-31\n"
      "  tally journal --format hledger books.journal    # then: hledger -f books.journal balance\n"
      "  tally journal --format beancount books.beancount\n"
      "  tally journal --format csv > books.csv\n"
      "  tally journal balances --date 2026-10-31\n"
      "\n"
      "Options that all commands have: tally --help");
  app.add_option("--from", options->from, "First day")->check(IsADay())->type_name("YYYY-MM-DD");
  app.add_option("--to", options->to, "Last day")->check(IsADay())->type_name("YYYY-MM-DD");
  app.add_option("--format,-f", options->format,
                 "Write it for an accounting program: hledger, ledger, beancount; or as csv")
      ->check(CLI::IsMember(JournalFormatNames()));
  app.add_option("FILE", options->file, "Where to write it; stdout if left out");
  app.callback([&app, options, &chosen = tree.chosen] {
    // `journal balances` has chosen already.
    if (!app.get_subcommands().empty()) return;
    chosen = [options](Session& session) { return WriteJournal(session, *options); };
  });

  auto [balances, balance_options] =
      AddCommand({app, tree.chosen}, "balances", "Show what stands on each account", &ListBalances,
                 "  tally journal balances\n"
                 "  tally journal balances --date 2026-10-31    # at the end of that day");
  balances.add_option("--date,-d", balance_options.date, "The last day that counts")
      ->check(IsADay())
      ->type_name("YYYY-MM-DD");
}

}  // namespace tally
