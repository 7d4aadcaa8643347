#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "daemon/services/audit.h"
#include "ledger/audit/ledger_check.h"
#include "ledger/books/books.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/streams.h"
#include "projections/projections.h"

namespace tally {
namespace {

// How far a check is, as fast as the client wants to know it; who leaves ends it.
class CheckSource final : public MessageSource {
 public:
  explicit CheckSource(std::unique_ptr<LedgerCheck> check) : check_(std::move(check)) {}

  Step Next() override {
    if (check_ == nullptr) return {.message = nullptr, .end = absl::OkStatus()};
    absl::StatusOr<std::optional<v1::CheckProgress>> progress = check_->Next();
    if (!progress.ok()) return {.message = nullptr, .end = progress.status()};
    // Nothing to tell yet: goes on as soon as it is its turn again.
    if (!*progress) return {.message = nullptr, .end = std::nullopt};
    // Who has the verdict may start the next check.
    if ((*progress)->has_verdict()) check_.reset();
    return {.message = std::make_unique<v1::CheckProgress>(**std::move(progress)),
            .end = std::nullopt};
  }

 private:
  std::unique_ptr<LedgerCheck> check_;
};

// All that the ledger keeps, as it was opened.
std::vector<Fold> AllFolds() {
  std::vector<Fold> folds = {StreamsFold(), BooksFold()};
  for (Fold& projection : AllProjections()) folds.push_back(std::move(projection));
  return folds;
}

// The last checkpoint that was signed; nothing if none was.
absl::StatusOr<std::optional<Checkpoint>> LastSigned(const Signer& signer) {
  const std::string note = signer.last_note();
  if (note.empty()) return std::nullopt;
  absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(note, signer.verifier_key());
  if (!checkpoint.ok()) return checkpoint.status();
  return *std::move(checkpoint);
}

}  // namespace

absl::StatusOr<std::unique_ptr<MessageSource>> OpenCheck(const Serving& serving) {
  // Before the snapshot, which then shows all that was signed.
  absl::StatusOr<std::optional<Checkpoint>> signed_last = LastSigned(serving.signer);
  if (!signed_last.ok()) return signed_last.status();
  absl::StatusOr<std::unique_ptr<LedgerCheck>> check =
      LedgerCheck::Start(serving.ledger.log().NewSnapshot(), AllFolds(), *std::move(signed_last),
                         serving.data, {.env = serving.ledger.log().env()});
  if (!check.ok()) return check.status();
  return std::make_unique<CheckSource>(*std::move(check));
}

}  // namespace tally
