#include "clients/cli/show/counts.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/record_counts.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/lists.h"
#include "tally/v1/counts.pb.h"

namespace tally {
namespace {

struct RecordOptions {
  std::string source_id;
  std::string file;
};

struct ListOptions {
  std::string source_id;
  std::string account;
  std::string meter;
};

// Returns how many bytes the file has, zero if that cannot be said.
uint64_t SizeOf(const std::string& name) {
  std::error_code error;
  const auto size = std::filesystem::file_size(name, error);
  return error ? 0 : size;
}

std::string ProgressWords(const cli::CountsReport& report, uint64_t bytes_read, uint64_t size) {
  std::string words = CountText(report.rows(), "row");
  if (size > 0) absl::StrAppend(&words, ", ", bytes_read * 100 / size, " %");
  return words;
}

absl::Status RecordFrom(Session& session, std::istream& in, const RecordOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  const auto request_id = session.RequestIdPrefix();
  if (!request_id.ok()) return request_id.status();

  const CountsTarget target{*org_id, options.source_id, *request_id};
  const auto stream = session.connection().Open(v1::RecordCounts::descriptor());
  const uint64_t size = SizeOf(options.file);
  cli::CountsReport report;
  const absl::Status status = RecordCounts(in, target, *stream, report, [&](uint64_t bytes_read) {
    session.terminal().Progress(ProgressWords(report, bytes_read, size));
  });
  const bool is_worth_saying = status.ok() || report.recorded() + report.already_known() > 0;
  if (is_worth_saying) {
    session.Show(report, [&] { return CountsReportText(report, session.look()); });
  }
  if (!status.ok()) return Prefixed(absl::StrCat(options.file, ": "), status);
  if (report.refused_rows() == 0) return absl::OkStatus();
  return PartlyDone(
      absl::StrCat(options.file, ": ", CountText(report.refused_rows(), "row"), " refused"));
}

absl::Status Record(Session& session, const RecordOptions& options) {
  if (options.file == "-") return RecordFrom(session, std::cin, options);
  std::ifstream file(options.file, std::ios::binary);
  if (!file || std::filesystem::is_directory(options.file)) {
    return WrongUsage(absl::StrCat(options.file, " cannot be read"));
  }
  return RecordFrom(session, file, options);
}

absl::Status List(Session& session, const ListOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListCounts request;
  request.set_org_id(*org_id);
  request.set_source_id(options.source_id);
  request.set_account(options.account);
  request.set_meter(options.meter);
  const auto page = CallForAll<v1::CountPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return CountTable(*page, session.look()); });
  return absl::OkStatus();
}

}  // namespace

void AddCountsCommands(const CommandTree& tree) {
  const CommandTree counts = AddGroup(tree, "counts", "What the sources counted");

  auto [record, record_options] = AddCommand(
      counts, "record", "Record the counts of a CSV file", &Record,
      "  tally counts record --source rmm rmm-2026-10.csv\n"
      "  export-counts | tally counts record --source rmm -\n"
      "The first row names the columns: observed_at, account, meter, quantity, and where they are\n"
      "known unit_cost and currency. Instead of a quantity a row may give a change, such as +3 or\n"
      "-2, or the members that were counted, with ; between them. Rows that are recorded already\n"
      "do no harm.");
  record.add_option("--source,-s", record_options.source_id, "The source that counted")->required();
  record.add_option("FILE", record_options.file, "The CSV file; - for stdin")->required();

  auto [list, list_options] = AddCommand(counts, "list", "List what a source counted", &List,
                                         "  tally counts list --source rmm --account 1001");
  list.add_option("--source,-s", list_options.source_id, "The source")->required();
  list.add_option("--account", list_options.account, "Only this account");
  list.add_option("--meter", list_options.meter, "Only this meter of the account");
}

}  // namespace tally
