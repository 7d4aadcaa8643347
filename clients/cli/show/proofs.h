// Proofs: what was exported and what was verified, in words.

#pragma once

#include <string>

#include "clients/cli/reports/proofs.pb.h"

namespace tally {

// Returns what was written to a file.
std::string ExportText(const cli::ExportReport& report);

// Returns what was written to a directory of tiles.
std::string TilesText(const cli::ExportReport& report);

// Returns what is proved, and what is not.
std::string VerificationText(const cli::VerificationReport& report);

}  // namespace tally
