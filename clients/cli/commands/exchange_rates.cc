#include "clients/cli/show/exchange_rates.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/record_file.h"
#include "clients/cli/commands/recorded_one.h"
#include "clients/cli/csv/exchange_rate_columns.h"
#include "clients/cli/rpc/call_by_call.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/exchange_rates.pb.h"

namespace tally {
namespace {

struct RecordOptions {
  std::string file;
  // What rows are of that do not name a source.
  std::string source;
};

struct AddOptions {
  v1::ExchangeRate rate;
};

struct ListOptions {
  std::string from_currency;
};

struct RevalueOptions {
  std::string date;
};

absl::Status Record(Session& session, const RecordOptions& options) {
  return RecordFile(
      session, options.file,
      [&](const RecordTarget& target, cli::RecordReport& report, const RecordProgress& progress) {
        v1::RecordExchangeRates request;
        request.set_request_id(target.request_id);
        request.set_org_id(target.org_id);
        v1::ExchangeRate blank;
        blank.set_source(options.source);
        EntriesFile<v1::ExchangeRate> file(target.in, ExchangeRateColumns(), blank);
        CallByCall calls(session.connection());
        return RecordRows<v1::RecordExchangeRatesReply>(
            file, request, &v1::RecordExchangeRates::mutable_rates, calls, report, progress);
      });
}

absl::Status Add(Session& session, const AddOptions& options) {
  v1::RecordExchangeRates request;
  *request.add_rates() = options.rate;
  const auto reply = session.Send<v1::RecordExchangeRatesReply>(request);
  if (!reply.ok()) return reply.status();
  const v1::ExchangeRate& rate = options.rate;
  return ShowRecordedOne(session, *reply,
                         absl::StrCat("1 ", rate.from_currency(), " = ", rate.rate(), " ",
                                      rate.to_currency(), " from ", rate.date()));
}

absl::Status List(Session& session, const ListOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListExchangeRates request;
  request.set_org_id(*org_id);
  request.set_from_currency(options.from_currency);
  const auto page = CallForAll<v1::ExchangeRatePage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return ExchangeRateTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Revalue(Session& session, const RevalueOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::RevalueInvoices request;
  request.set_org_id(*org_id);
  request.set_date(options.date);
  const auto values = CallForAll<v1::Revaluation>(session.connection(), request);
  if (!values.ok()) return values.status();
  session.Show(*values, [&] { return RevaluationTable(*values, session.look()); });
  return absl::OkStatus();
}

}  // namespace

void AddExchangeRateCommands(const CommandTree& tree) {
  const CommandTree rates = AddGroup(tree, "rates", "What currencies are worth in each other");

  auto [record, record_options] = AddCommand(
      rates, "record", "Record the exchange rates of a CSV file", &Record,
      "  tally rates record ecb-2026-10.csv\n"
      "  fetch-rates | tally rates record --source ECB -\n"
      "The first row names the columns: from, to, rate, date and source. A unit of from\n"
      "is rate units of to, from the date on. Rows that are recorded already do no "
      "harm.");
  record.add_option("--source,-s", record_options.source,
                    "Who says so, where the file does not tell");
  record.add_option("FILE", record_options.file, "The CSV file; - for stdin")->required();

  auto [add, add_options] =
      AddCommand(rates, "add", "Record one exchange rate", &Add,
                 "  tally rates add USD EUR 0.91 --date 2026-10-31 --source ECB\n"
                 "From 31 October on, one dollar is 0.91 euros.");
  v1::ExchangeRate& rate = add_options.rate;
  add.add_option("FROM", *rate.mutable_from_currency(), "One unit of this currency")->required();
  add.add_option("TO", *rate.mutable_to_currency(), "is in this currency")->required();
  add.add_option("RATE", *rate.mutable_rate(), "this much")->required();
  add.add_option("--date,-d", *rate.mutable_date(), "From this day on")
      ->required()
      ->check(IsADay())
      ->type_name("YYYY-MM-DD");
  add.add_option("--source,-s", *rate.mutable_source(), "Who says so")->required();

  auto [list, list_options] =
      AddCommand(rates, "list", "List exchange rates by currencies and day", &List,
                 "  tally rates list\n  tally rates list --from USD");
  list.add_option("--from", list_options.from_currency, "Only from this currency");

  auto [revalue, revalue_options] = AddCommand(
      rates, "revalue", "Show what open invoices in other currencies are worth on a day", &Revalue,
      "  tally rates revalue --date 2026-10-31\n"
      "What is open of each is shown at the rate of its issue date and at the day's. The\n"
      "difference is a gain that is not realised, or a loss if negative. Nothing is recorded.");
  revalue.add_option("--date,-d", revalue_options.date, "The day")
      ->required()
      ->check(IsADay())
      ->type_name("YYYY-MM-DD");
}

}  // namespace tally
