#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/atomic_file.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/reports/proofs.pb.h"
#include "tally/v1/audit.pb.h"

namespace tally {
namespace {

struct CheckpointOptions {
  bool key = false;
};

struct ProveOptions {
  std::string number;
  std::string file;
};

absl::Status PrintCheckpoint(Session& session, const CheckpointOptions& options) {
  const auto checkpoint =
      session.connection().Call<v1::SignedCheckpoint>(v1::GetCheckpointRequest());
  if (!checkpoint.ok()) return checkpoint.status();
  session.Show(*checkpoint, [&] {
    return options.key ? absl::StrCat(checkpoint->verifier_key(), "\n") : checkpoint->note();
  });
  return absl::OkStatus();
}

absl::Status Prove(Session& session, const ProveOptions& options) {
  v1::ProveInvoiceRequest request;
  request.set_invoice_number(options.number);
  const auto proof = session.Query<v1::InvoiceProof>(request);
  if (!proof.ok()) return proof.status();
  if (options.file.empty() || options.file == "-") {
    session.Show(*proof, [&] { return proof->proof_file(); });
    return absl::OkStatus();
  }
  const auto file = AtomicFile::Create(options.file);
  if (!file.ok()) return file.status();
  (*file)->Write(proof->proof_file());
  if (absl::Status completed = (*file)->CompleteDurably(); !completed.ok()) return completed;
  cli::ProofReport report;
  report.set_file(options.file);
  report.set_position(proof->position());
  session.Show(report, [&] {
    return absl::StrCat("wrote ", options.file, ": ", options.number, " is event ",
                        proof->position(), "\n");
  });
  return absl::OkStatus();
}

}  // namespace

void AddProofCommands(const CommandTree& tree) {
  auto [checkpoint, checkpoint_options] =
      AddCommand(tree, "checkpoint", "Print the signed state of the log", &PrintCheckpoint,
                 "  tally checkpoint > checkpoint    # to keep, or to give to an auditor\n"
                 "  tally checkpoint --key           # the key that verifies it");
  checkpoint.add_flag("--key", checkpoint_options.key, "Print the key that verifies it instead");

  auto [prove, prove_options] =
      AddCommand(tree, "prove", "Write the proof that an invoice is in the log", &Prove,
                 "  tally prove BILL-2026-10-001 -O BILL-2026-10-001.tlog-proof\n"
                 "tally verify checks the file without any daemon.");
  prove.add_option("NUMBER", prove_options.number, "The invoice")->required();
  prove.add_option("--file,-O", prove_options.file, "Where to write it; stdout if left out");
}

}  // namespace tally
