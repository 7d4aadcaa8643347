#include "clients/cli/commands/record_file.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/record_report.h"

namespace tally {
namespace {

using Record =
    std::function<absl::Status(const RecordTarget&, cli::RecordReport&, const RecordProgress&)>;

// Returns how many bytes the file has, zero if that cannot be said.
uint64_t SizeOf(const std::string& name) {
  std::error_code error;
  const auto size = std::filesystem::file_size(name, error);
  return error ? 0 : size;
}

std::string ProgressWords(const cli::RecordReport& report, uint64_t bytes_read, uint64_t size) {
  std::string words = CountText(report.rows(), "row");
  if (size > 0) absl::StrAppend(&words, ", ", bytes_read * 100 / size, " %");
  return words;
}

absl::Status RecordFrom(Session& session, std::istream& in, const std::string& name,
                        const Record& record) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  const auto request_id = session.RequestIdPrefix();
  if (!request_id.ok()) return request_id.status();

  const uint64_t size = SizeOf(name);
  cli::RecordReport report;
  const absl::Status status = record({*org_id, *request_id, in}, report, [&](uint64_t bytes_read) {
    session.terminal().Progress(ProgressWords(report, bytes_read, size));
  });
  const bool is_worth_saying = status.ok() || report.recorded() + report.already_known() > 0;
  if (is_worth_saying) {
    session.Show(report, [&] { return RecordReportText(report, session.look()); });
  }
  if (!status.ok()) return Prefixed(absl::StrCat(name, ": "), status);
  if (report.refused_rows() == 0) return absl::OkStatus();
  return PartlyDone(absl::StrCat(name, ": ", CountText(report.refused_rows(), "row"), " refused"));
}

}  // namespace

absl::Status RecordFile(Session& session, const std::string& name, const Record& record) {
  if (name == "-") return RecordFrom(session, std::cin, name, record);
  std::ifstream file(name, std::ios::binary);
  if (!file || std::filesystem::is_directory(name)) {
    return WrongUsage(absl::StrCat(name, " cannot be read"));
  }
  return RecordFrom(session, file, name, record);
}

}  // namespace tally
