#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/atomic_file.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/export_tiles.h"
#include "clients/cli/reports/proofs.pb.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/proofs.h"
#include "ledger/exports/frames.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "tally/v1/audit.pb.h"

namespace tally {
namespace {

struct ExportOptions {
  std::string file;
  std::string tiles;
  std::optional<uint64_t> from;
  std::optional<uint64_t> to;
  std::string customer_id;
};

// Of all orgs unless one is said, as the log has only one order.
absl::StatusOr<v1::ExportRequest> RequestOf(Session& session, const ExportOptions& options) {
  v1::ExportRequest request;
  request.set_first_position(options.from.value_or(0));
  request.set_last_position(options.to.value_or(0));
  request.set_org_id(session.settings().org);
  if (options.customer_id.empty()) return request;
  const absl::StatusOr<std::string> org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  request.set_org_id(*org_id);
  request.set_customer_id(options.customer_id);
  return request;
}

// Fills in what the checkpoint says, which whoever reads the export has to verify.
absl::Status NoteHeader(const v1::ExportHeader& header, cli::ExportReport& report) {
  const absl::StatusOr<Note> note = ParseNote(header.checkpoint());
  if (!note.ok()) return note.status();
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (!checkpoint.ok()) return checkpoint.status();
  report.set_size(checkpoint->size);
  report.set_origin(checkpoint->origin);
  report.set_root(std::string(BytesOf(checkpoint->root)));
  return absl::OkStatus();
}

absl::Status WriteFrames(Session& session, const v1::ExportRequest& request, AtomicFile& file,
                         cli::ExportReport& report) {
  const auto stream = session.connection().Open(v1::ExportRequest::descriptor());
  stream->Write(request);
  stream->WritesDone();
  bool is_complete = false;
  for (v1::ExportFrame frame; stream->Read(frame);) {
    if (frame.has_header()) {
      if (absl::Status noted = NoteHeader(frame.header(), report); !noted.ok()) return noted;
    }
    if (frame.has_event()) {
      report.set_event_count(report.event_count() + 1);
      session.terminal().Progress(CountText(report.event_count(), "event"));
    }
    is_complete = frame.has_end();
    file.Write(EncodeFrame(frame));
  }
  session.terminal().EndProgress();
  if (absl::Status ended = stream->Finish(); !ended.ok()) return ended;
  return is_complete ? absl::OkStatus() : absl::DataLossError("the daemon sent no end");
}

absl::Status ExportFile(Session& session, const ExportOptions& options) {
  const absl::StatusOr<v1::ExportRequest> request = RequestOf(session, options);
  if (!request.ok()) return request.status();
  const auto file = AtomicFile::Create(options.file);
  if (!file.ok()) return file.status();
  cli::ExportReport report;
  report.set_file(options.file);
  if (absl::Status written = WriteFrames(session, *request, **file, report); !written.ok()) {
    return written;
  }
  if (absl::Status completed = (*file)->CompleteDurably(); !completed.ok()) return completed;
  session.Show(report, [&] { return ExportText(report); });
  return absl::OkStatus();
}

absl::Status Export(Session& session, const ExportOptions& options) {
  const bool has_filter = options.from || options.to || !options.customer_id.empty();
  if (options.file.empty() == options.tiles.empty()) {
    return WrongUsage(
        "say where to: a FILE, or a directory with --tiles (see tally export --help)");
  }
  if (options.tiles.empty()) return ExportFile(session, options);
  if (has_filter) return WrongUsage("--tiles writes the whole log; leave the other options out");
  return ExportTiles(session, options.tiles);
}

}  // namespace

void AddExportCommand(const CommandTree& tree) {
  CLI::App& app = *tree.app.get_subcommand("export");
  const auto options = std::make_shared<ExportOptions>();
  app.require_subcommand(0, 1);
  app.footer(
      "Examples:\n"
      "  tally export log.export                     # every event, with its proof\n"
      "  tally export acme.export --customer acme    # what concerns one customer\n"
      "  tally export --tiles public/log             # the tree, to be published; again to add to "
      "it\n"
      "  tally export book book.yaml                 # the book as it stands\n"
      "tally verify checks the file without any daemon.\n"
      "\n"
      "Options that all commands have: tally --help");
  app.add_option("FILE", options->file, "Where to write the events");
  app.add_option("--tiles", options->tiles, "Write the tree and its entries into this directory")
      ->type_name("DIR");
  AddWholeNumber(app, "--from", options->from, "First position; the oldest if left out");
  AddWholeNumber(app, "--to", options->to, "Last position; the newest if left out");
  app.add_option("--customer,-c", options->customer_id, "Only what concerns this customer");
  app.callback([&app, options, &chosen = tree.chosen] {
    // `export book` has chosen already.
    if (!app.get_subcommands().empty()) return;
    chosen = [options](Session& session) { return Export(session, *options); };
  });
}

}  // namespace tally
