// Failure: how a command tells that it could not do its work, and how the program then exits.
//
// A failure is an absl::Status. One that the daemon refused carries the v1::Refusal, and so does
// one that names a field of a file; one that ends in another way than by exit code 1 carries its
// exit code.

#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/base/refusal.h"
#include "tally/v1/refusal.pb.h"

namespace tally {

// How the program ends. Scripts depend on the numbers.
enum class ExitCode {
  // All was done.
  kDone = 0,
  // The daemon refused, or something failed.
  kFailed = 1,
  // The command line, the settings or an input file are wrong; nothing was sent.
  kWrongUsage = 2,
  // Some of it was done: some rows, approvals or changes were refused.
  kPartlyDone = 3,
  // No daemon answers.
  kUnreachable = 4,
  // A person answered no.
  kAnsweredNo = 130,
};

// Make failures; `message` is what the user reads. That of a refusal starts with its field, as the
// daemon's words go on from it: `month: is 2027-10, which ends …`.
absl::Status WrongUsage(absl::string_view message);
absl::Status PartlyDone(absl::string_view message);
absl::Status Unreachable(absl::string_view message);
absl::Status AnsweredNo();
absl::Status Refused(absl::StatusCode code, const v1::Refusal& refusal);

// Returns the same failure with other words before its message.
absl::Status Prefixed(absl::string_view words, const absl::Status& status);
// Returns the same failure, which programs are told of as `refusal`.
absl::Status WithRefusal(absl::Status status, const v1::Refusal& refusal);
// Returns the same failure, ending the program in another way.
absl::Status WithExitCode(absl::Status status, ExitCode exit_code);

// Returns how the program ends if a command returns `status`.
ExitCode ExitCodeOf(const absl::Status& status);

// Returns what programs are told of a failure: its refusal, or one that has its message alone.
v1::Refusal AsRefusal(const absl::Status& status);

// Whether `status` is a refusal for this reason.
bool IsRefusedFor(const absl::Status& status, v1::Reason reason);

}  // namespace tally
