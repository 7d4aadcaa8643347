#include "clients/cli/show/trials.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/csv/old_invoices_file.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/figures.h"

namespace tally {
namespace {

// What is sent at once at most: far below what daemons take.
constexpr int kInvoicesInRequest = 500;
constexpr size_t kBytesInRequest = size_t{1} << 20;

struct ImportOptions {
  std::string file;
};

struct CompareOptions {
  std::string from;
  std::string to;
  std::string customer;
};

absl::StatusOr<OldInvoicesFile> ReadFile(const std::string& name) {
  OldInvoicesFile file;
  if (name == "-") {
    file = ReadOldInvoices(std::cin);
  } else {
    std::ifstream in(name, std::ios::binary);
    if (!in || std::filesystem::is_directory(name)) {
      return WrongUsage(absl::StrCat(name, " cannot be read"));
    }
    file = ReadOldInvoices(in);
  }
  if (file.problem.empty()) return file;
  return WrongUsage(absl::StrCat(name, ": ", file.problem));
}

// Sends the invoices from `first` on, as many as go into a request. Returns how many did.
absl::StatusOr<size_t> SendSome(Session& session, const OldInvoicesFile& file, size_t first,
                                v1::RecordOldInvoices request, cli::OldInvoicesReport& report) {
  size_t bytes = 0;
  for (size_t i = first; i < file.invoices.size() && request.invoices_size() < kInvoicesInRequest &&
                         bytes < kBytesInRequest;
       ++i) {
    *request.add_invoices() = file.invoices[i].invoice;
    bytes += file.invoices[i].invoice.ByteSizeLong();
  }
  const auto reply = session.connection().Call<v1::RecordOldInvoicesReply>(request);
  if (!reply.ok()) return reply.status();
  report.set_recorded(report.recorded() + reply->recorded());
  report.set_already_known(report.already_known() + reply->already_known());
  for (const v1::RefusedOldInvoice& refused : reply->refused()) {
    cli::RefusedRow& row = *report.add_refused();
    row = RowOf(file.invoices[first + refused.index()], refused.field());
    row.set_message(refused.message());
  }
  return static_cast<size_t>(request.invoices_size());
}

absl::Status SendAll(Session& session, const OldInvoicesFile& file,
                     cli::OldInvoicesReport& report) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  const auto prefix = session.RequestIdPrefix();
  if (!prefix.ok()) return prefix.status();
  v1::RecordOldInvoices request;
  request.set_org_id(*org_id);
  for (size_t sent = 0; sent < file.invoices.size();) {
    request.set_request_id(absl::StrCat(*prefix, "-", sent));
    const absl::StatusOr<size_t> count = SendSome(session, file, sent, request, report);
    if (!count.ok()) return count.status();
    sent += *count;
    session.terminal().Progress(CountText(sent, "invoice"));
  }
  return absl::OkStatus();
}

absl::Status Import(Session& session, const ImportOptions& options) {
  const absl::StatusOr<OldInvoicesFile> file = ReadFile(options.file);
  if (!file.ok()) return file.status();
  cli::OldInvoicesReport report;
  report.set_rows(file->rows);
  report.set_invoices(static_cast<uint32_t>(file->invoices.size() + file->refused.size()));
  for (const cli::RefusedRow& row : file->refused) *report.add_refused() = row;

  const absl::Status sent = SendAll(session, *file, report);
  std::sort(report.mutable_refused()->begin(), report.mutable_refused()->end(),
            [](const auto& left, const auto& right) { return left.row() < right.row(); });
  report.set_refused_invoices(static_cast<uint32_t>(report.refused_size()));
  if (sent.ok() || report.recorded() > 0) {
    session.Show(report, [&] { return OldInvoicesText(report, session.look()); });
  }
  if (!sent.ok()) return Prefixed(absl::StrCat(options.file, ": "), sent);
  if (report.refused_invoices() == 0) return absl::OkStatus();
  return PartlyDone(absl::StrCat(options.file, ": ",
                                 CountText(report.refused_invoices(), "invoice"), " refused"));
}

absl::Status Compare(Session& session, const CompareOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::GetTrialComparison request;
  request.set_org_id(*org_id);
  request.set_from_month(options.from);
  request.set_to_month(options.to);
  request.set_customer_id(options.customer);
  const auto page = CallForAll<v1::TrialComparisonPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return TrialTable(*page, session.look()); });
  const bool same = std::ranges::all_of(
      page->comparisons(), [](const v1::TrialComparison& each) { return each.same(); });
  return same ? absl::OkStatus() : PartlyDone(absl::StrCat("only ", TrialSummary(*page)));
}

}  // namespace

void AddTrialCommands(const CommandTree& tree) {
  const CommandTree trial =
      AddGroup(tree, "trial", "Billing beside an old system, before switching");

  auto [import, import_options] = AddCommand(
      trial, "import", "Record the invoices that the old system issued, from a CSV file", &Import,
      "  tally trial import old-2026-07.csv\n"
      "  export-invoices | tally trial import -\n"
      "Each row is a line. The first row names the columns: customer, month, number, item,\n"
      "description, quantity, amount and tax, which is that of the whole invoice. Rows with the\n"
      "same customer and number are one invoice. Those that are recorded already do no harm.");
  import.add_option("FILE", import_options.file, "The CSV file; - for stdin")->required();

  auto [compare, compare_options] = AddCommand(
      trial, "compare", "Compare what months bill here with what the old system billed", &Compare,
      "  tally trial compare --from 2026-07 --to 2026-09\n"
      "  tally trial compare --from 2026-07 --customer acme\n"
      "Lines are compared by item. Exit code 3 if a month is not the same to the cent.");
  compare.add_option("--from", compare_options.from, "First month")
      ->required()
      ->check(IsAMonth())
      ->type_name("YYYY-MM");
  compare.add_option("--to", compare_options.to, "Last month; the first if nothing is said")
      ->check(IsAMonth())
      ->type_name("YYYY-MM");
  compare.add_option("--customer", compare_options.customer,
                     "Only this customer; else all on trial or with old invoices");
}

}  // namespace tally
