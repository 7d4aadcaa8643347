#include <string>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/record_file.h"
#include "clients/cli/csv/count_columns.h"
#include "clients/cli/rpc/pages.h"
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

absl::Status Record(Session& session, const RecordOptions& options) {
  return RecordFile(
      session, options.file,
      [&](const RecordTarget& target, cli::RecordReport& report, const RecordProgress& progress) {
        v1::RecordCounts request;
        request.set_request_id(target.request_id);
        request.set_org_id(target.org_id);
        request.set_source_id(options.source_id);
        EntriesFile<v1::Observation> file(target.in, CountColumns(), {}, kMaxCountFieldBytes);
        const auto stream = session.connection().Open(request.GetDescriptor());
        return RecordRows<v1::RecordCountsReply>(
            file, request, &v1::RecordCounts::mutable_observations, *stream, report, progress);
      });
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
