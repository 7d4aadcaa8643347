#include "ledger/tree/verify.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/reports/proofs.pb.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/proofs.h"
#include "ledger/exports/event_proof.h"
#include "ledger/exports/export_verifier.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/key.h"
#include "tally/v1/audit.pb.h"

namespace tally {
namespace {

// Nothing that is read whole is larger.
constexpr size_t kMaxFileBytes = 64 << 20;

struct VerifyOptions {
  std::string file;
  std::string key;
  std::string older;
  std::string newer;
};

absl::Status CannotRead(const std::string& path) {
  return WrongUsage(absl::StrCat(path, " cannot be read"));
}

absl::StatusOr<std::ifstream> Open(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  if (!file || std::filesystem::is_directory(path, error)) return CannotRead(path);
  return file;
}

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  absl::StatusOr<std::ifstream> file = Open(path);
  if (!file.ok()) return file.status();
  std::string bytes(kMaxFileBytes + 1, '\0');
  file->read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file->gcount()));
  if (file->bad()) return CannotRead(path);
  if (bytes.size() > kMaxFileBytes) return WrongUsage(absl::StrCat(path, " is too large"));
  return bytes;
}

// The key that is said by itself, or that a file holds.
absl::StatusOr<VerifierKey> KeyOf(const std::string& said) {
  absl::StatusOr<VerifierKey> key = ParseVerifierKey(said);
  std::error_code error;
  if (key.ok() || !std::filesystem::exists(said, error)) {
    return key.ok() ? key : WrongUsage(absl::StrCat("--key: ", key.status().message()));
  }
  const absl::StatusOr<std::string> text = ReadAll(said);
  if (!text.ok()) return text.status();
  key = ParseVerifierKey(absl::StripAsciiWhitespace(*text));
  if (key.ok()) return key;
  return WrongUsage(absl::StrCat("--key: ", said, ": ", key.status().message()));
}

cli::VerificationReport ReportOf(const Checkpoint& checkpoint) {
  cli::VerificationReport report;
  report.set_origin(checkpoint.origin);
  report.set_size(checkpoint.size);
  report.set_root(std::string(BytesOf(checkpoint.root)));
  return report;
}

cli::VerificationReport ReportOf(const VerifiedExport& verified) {
  cli::VerificationReport report = ReportOf(verified.checkpoint);
  cli::VerifiedExport& exported = *report.mutable_export_();
  exported.set_first_position(verified.request.first_position());
  exported.set_last_position(verified.request.last_position());
  exported.set_event_count(verified.event_count);
  exported.set_is_whole(verified.is_whole());
  exported.set_org_id(verified.request.org_id());
  exported.set_customer_id(verified.request.customer_id());
  exported.set_erased_texts(verified.erased_texts);
  return report;
}

cli::VerificationReport ReportOf(const ProvenEvent& proven) {
  cli::VerificationReport report = ReportOf(proven.checkpoint);
  cli::VerifiedEvent& event = *report.mutable_event();
  event.set_position(proven.leaf.position());
  event.set_org_id(proven.leaf.org_id());
  event.set_stream(proven.leaf.stream());
  event.set_version(proven.leaf.version());
  event.set_recorded_at(InstantText(proven.leaf.recorded_at()));
  event.set_actor(proven.leaf.actor());
  event.set_invoice_number(proven.event.invoice_issued().invoice().number());
  event.set_erased_texts(proven.erased_texts);
  return report;
}

absl::StatusOr<cli::VerificationReport> VerifyProof(const std::string& path,
                                                    const VerifierKey& key) {
  const absl::StatusOr<std::string> bytes = ReadAll(path);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<ProvenEvent> proven = VerifyEventProof(*bytes, key);
  if (!proven.ok()) return Prefixed(absl::StrCat(path, ": "), proven.status());
  return ReportOf(*proven);
}

absl::StatusOr<cli::VerificationReport> VerifyFile(Session& session, const std::string& path,
                                                   const VerifierKey& key) {
  absl::StatusOr<std::ifstream> file = Open(path);
  if (!file.ok()) return file.status();
  std::string beginning(kProofBeginning.size(), '\0');
  file->read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  if (LooksLikeProof(beginning)) return VerifyProof(path, key);
  file->clear();
  file->seekg(0);
  const absl::StatusOr<VerifiedExport> verified = VerifyExport(*file, key, [&](uint64_t events) {
    session.terminal().Progress(CountText(events, "event"));
  });
  session.terminal().EndProgress();
  if (!verified.ok()) return Prefixed(absl::StrCat(path, ": "), verified.status());
  return ReportOf(*verified);
}

absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& path, const VerifierKey& key) {
  const absl::StatusOr<std::string> note = ReadAll(path);
  if (!note.ok()) return note.status();
  absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(*note, key);
  if (!checkpoint.ok()) return Prefixed(absl::StrCat(path, ": "), checkpoint.status());
  return checkpoint;
}

// The daemon gives the proof; nothing else of it is believed.
absl::StatusOr<cli::VerificationReport> VerifyGrowth(Session& session, const VerifyOptions& options,
                                                     const VerifierKey& key) {
  const absl::StatusOr<Checkpoint> older = ReadCheckpoint(options.older, key);
  if (!older.ok()) return older.status();
  const absl::StatusOr<Checkpoint> newer = ReadCheckpoint(options.newer, key);
  if (!newer.ok()) return newer.status();
  std::vector<Hash> path;
  if (older->size < newer->size && older->size > 0) {
    v1::ProveConsistencyRequest request;
    request.set_first_size(older->size);
    request.set_second_size(newer->size);
    const auto proof = session.connection().Call<v1::ConsistencyProof>(request);
    if (!proof.ok()) return proof.status();
    for (const std::string& bytes : proof->path()) {
      const std::optional<Hash> hash = HashOf(bytes);
      if (!hash) return absl::DataLossError("the daemon sent something that is no hash");
      path.push_back(*hash);
    }
  }
  absl::Status grown = VerifyConsistency(older->size, older->root, newer->size, newer->root, path);
  if (!grown.ok()) {
    return Prefixed(absl::StrCat(options.newer, " does not go on from ", options.older, ": "),
                    grown);
  }
  cli::VerificationReport report = ReportOf(*newer);
  report.mutable_growth()->set_older_size(older->size);
  return report;
}

absl::Status Verify(Session& session, const VerifyOptions& options) {
  const bool is_of_two = !options.older.empty() && !options.newer.empty();
  const bool is_of_one = options.older.empty() && options.newer.empty();
  if (options.file.empty() ? !is_of_two : !is_of_one) {
    return WrongUsage(
        "say what to verify: a FILE, or --older and --newer (see tally verify --help)");
  }
  const absl::StatusOr<VerifierKey> key = KeyOf(options.key);
  if (!key.ok()) return key.status();
  const auto report = options.file.empty() ? VerifyGrowth(session, options, *key)
                                           : VerifyFile(session, options.file, *key);
  if (!report.ok()) return report.status();
  session.Show(*report, [&] { return VerificationText(*report); });
  return absl::OkStatus();
}

}  // namespace

void AddVerifyCommand(const CommandTree& tree) {
  auto [verify, options] = AddCommand(
      tree, "verify", "Verify an export or a proof, without a daemon", &Verify,
      "  tally verify log.export --key ledger.pub\n"
      "  tally verify BILL-2026-10-001.tlog-proof --key tallyd/5f0c+1d2e3f40+AT…\n"
      "  tally verify --older kept-in-june --newer kept-in-july --key ledger.pub\n"
      "The key must come from somewhere else than the file. The last form asks the daemon for the\n"
      "proof that the log of the newer checkpoint begins with that of the older.");
  verify.add_option("FILE", options.file, "What tally export or tally prove wrote");
  verify.add_option("--key,-k", options.key, "The key of the log, or a file that holds it")
      ->required();
  verify.add_option("--older", options.older, "A checkpoint that was kept")->type_name("NOTE");
  verify.add_option("--newer", options.newer, "A later one of the same log")->type_name("NOTE");
}

}  // namespace tally
