#include "daemon/open_ledger.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/private_directory.h"
#include "projections/projections.h"

namespace tally {
namespace {

// Returns `directory/ledger`, and makes both, for this user only.
absl::StatusOr<std::string> LedgerDirectory(const std::string& data) {
  const std::string directory = std::filesystem::path(data) / "ledger";
  for (const std::string& path : {data, directory}) {
    if (const std::error_code error = MakePrivateDirectory(path)) {
      return absl::FailedPreconditionError(
          absl::StrCat("--data ", data, ": cannot be made: ", error.message()));
    }
  }
  return directory;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(const Configuration& configuration,
                                                   Clock clock) {
  const absl::StatusOr<std::string> directory = LedgerDirectory(configuration.data);
  if (!directory.ok()) return directory.status();
  return Ledger::Open(
      *directory, AllProjections(), std::move(clock),
      {.keep_free_bytes = configuration.keep_free_bytes, .keys = configuration.keys});
}

}  // namespace tally
