#include "clients/cli/show/usage.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/record_file.h"
#include "clients/cli/commands/recorded_one.h"
#include "clients/cli/csv/usage_columns.h"
#include "clients/cli/rpc/call_by_call.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/words.h"
#include "tally/v1/usage.pb.h"

namespace tally {
namespace {

struct RecordOptions {
  std::string source_id;
  std::string file;
};

struct ListOptions {
  std::string customer_id;
};

struct AddOptions {
  std::string source_id;
  std::string kind;
  v1::Trigger trigger;
};

// Records a file of entries, which go into the field of the request that `entries` gives.
template <class Request, class Entry>
absl::Status Record(Session& session, const RecordOptions& options,
                    const std::vector<EntryColumn<Entry>>& columns,
                    google::protobuf::RepeatedPtrField<Entry>* (Request::*entries)()) {
  return RecordFile(
      session, options.file,
      [&](const RecordTarget& target, cli::RecordReport& report, const RecordProgress& progress) {
        Request request;
        request.set_request_id(target.request_id);
        request.set_org_id(target.org_id);
        request.set_source_id(options.source_id);
        EntriesFile<Entry> file(target.in, columns);
        CallByCall calls(session.connection());
        return RecordRows<v1::RecordUsageReply>(file, request, entries, calls, report, progress);
      });
}

absl::Status RecordTime(Session& session, const RecordOptions& options) {
  return Record<v1::RecordTimeEntries>(session, options, TimeColumns(),
                                       &v1::RecordTimeEntries::mutable_entries);
}

absl::Status RecordCharges(Session& session, const RecordOptions& options) {
  return Record<v1::RecordChargeEntries>(session, options, ChargeColumns(),
                                         &v1::RecordChargeEntries::mutable_charges);
}

absl::Status RecordTriggers(Session& session, const RecordOptions& options) {
  return Record<v1::RecordTriggerEntries>(session, options, TriggerColumns(),
                                          &v1::RecordTriggerEntries::mutable_triggers);
}

absl::Status AddTrigger(Session& session, const AddOptions& options) {
  v1::RecordTriggerEntries request;
  request.set_source_id(options.source_id);
  v1::Trigger& trigger = *request.add_triggers();
  trigger = options.trigger;
  trigger.set_kind(ParseTriggerKind(options.kind).value_or(v1::TRIGGER_KIND_UNSPECIFIED));
  const auto reply = session.Send<v1::RecordUsageReply>(request);
  if (!reply.ok()) return reply.status();
  return ShowRecordedOne(session, *reply, absl::StrCat("trigger ", trigger.key()));
}

template <class Request, class Page>
absl::Status List(Session& session, const ListOptions& options,
                  std::string (*table)(const Page&, const Look&)) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  Request request;
  request.set_org_id(*org_id);
  request.set_customer_id(options.customer_id);
  const auto page = CallForAll<Page>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return table(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status ListTime(Session& session, const ListOptions& options) {
  return List<v1::ListTimeEntries>(session, options, &TimeTable);
}

absl::Status ListCharges(Session& session, const ListOptions& options) {
  return List<v1::ListChargeEntries>(session, options, &ChargeTable);
}

absl::Status ListTriggers(Session& session, const ListOptions& options) {
  return List<v1::ListTriggerEntries>(session, options, &TriggerTable);
}

void AddRecord(const CommandTree& group, const char* description,
               absl::Status (*run)(Session&, const RecordOptions&), const std::string& examples) {
  auto [record, options] =
      AddCommand(group, "record", description, run,
                 absl::StrCat(examples, "\nRows that are recorded already do no harm."));
  record.add_option("--source,-s", options.source_id, "The source that they come from")->required();
  record.add_option("FILE", options.file, "The CSV file; - for stdin")->required();
}

void AddList(const CommandTree& group, const char* description,
             absl::Status (*run)(Session&, const ListOptions&), const std::string& examples) {
  auto [list, options] = AddCommand(group, "list", description, run, examples);
  list.add_option("--customer,-c", options.customer_id, "Only this customer's");
}

void AddAdd(const CommandTree& triggers) {
  auto [add, options] = AddCommand(
      triggers, "add", "Record one trigger", &AddTrigger,
      "  tally triggers add acme m-1 --source psa --kind milestone --date 2026-10-15\n"
      "  tally triggers add acme m-2 --source psa --kind milestone --date 2026-10-31 \\\n"
      "    --subject website --amount 2500 --description \"Design signed off\"\n"
      "  tally triggers add acme sla-7 --source psa --kind sla_breach --date 2026-10-20 \\\n"
      "    --percent 10");
  v1::Trigger& trigger = options.trigger;
  add.add_option("CUSTOMER", *trigger.mutable_customer_id(), "The customer")->required();
  add.add_option("KEY", *trigger.mutable_key(), "What tells it from others of the source")
      ->required();
  add.add_option("--source,-s", options.source_id, "The source that it comes from")->required();
  add.add_option("--kind,-k", options.kind, "What happened")
      ->required()
      ->check(CLI::IsMember(TriggerKindNames()))
      ->type_name("KIND");
  add.add_option("--date,-d", *trigger.mutable_date(), "The day it happened")
      ->required()
      ->check(IsADay())
      ->type_name("YYYY-MM-DD");
  add.add_option("--subject", *trigger.mutable_subject(), "What it happened to");
  add.add_option("--amount", *trigger.mutable_amount(),
                 "What it comes to before tax, in the customer's currency");
  add.add_option("--percent", *trigger.mutable_percent(), "For a credit, the part of the line");
  add.add_option("--description", *trigger.mutable_description(),
                 "What is printed after the item's name");
}

}  // namespace

void AddUsageCommands(const CommandTree& tree) {
  const CommandTree time = AddGroup(tree, "time", "Hours that were worked");
  AddRecord(time, "Record the time entries of a CSV file", &RecordTime,
            "  tally time record --source psa time-2026-10.csv\n"
            "  export-time | tally time record --source psa -\n"
            "The first row names the columns: entry, customer, date, minutes or hours, and where\n"
            "they are known ticket, project, billable (yes or no), rate and description.");
  AddList(time, "List time entries by customer and day", &ListTime,
          "  tally time list --customer acme");

  const CommandTree charges = AddGroup(tree, "charges", "Costs that are passed on");
  AddRecord(charges, "Record the costs of a CSV file", &RecordCharges,
            "  tally charges record --source psa charges-2026-10.csv\n"
            "The first row names the columns: entry, customer, date, kind (hardware or expense),\n"
            "quantity, unit_cost, currency, and where it is known description.");
  AddList(charges, "List costs by customer and day", &ListCharges,
          "  tally charges list --customer acme");

  const CommandTree triggers = AddGroup(tree, "triggers", "What happens once, and is billed once");
  AddRecord(triggers, "Record the triggers of a CSV file", &RecordTriggers,
            absl::StrCat("  tally triggers record --source psa milestones.csv\n"
                         "The first row names the columns: key, customer, kind, date, and where "
                         "they are known subject,\namount, percent and description. Kinds are ",
                         absl::StrJoin(TriggerKindNames(), ", "), "."));
  AddAdd(triggers);
  AddList(triggers, "List triggers by customer and key", &ListTriggers,
          "  tally triggers list --customer acme");
}

}  // namespace tally
