#include "clients/cli/show/lists.h"

#include <google/protobuf/descriptor.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "ledger/calendar/terms.h"

namespace tally {
namespace {

constexpr size_t kNoteIndent = 4;

template <typename List>
std::string ExternalIds(const List& ids) {
  std::vector<std::string> words;
  for (const v1::ExternalId& id : ids) words.push_back(absl::StrCat(id.system(), " ", id.id()));
  return absl::StrJoin(words, ", ");
}

std::string Accounts(const v1::Customer& customer) {
  std::vector<std::string> words;
  for (const v1::Account& account : customer.accounts()) {
    words.push_back(absl::StrCat(account.source_id(), " ", account.account()));
  }
  return absl::StrJoin(words, ", ");
}

// The type of an event, such as `InvoiceIssued`.
std::string TypeOf(const v1::Event& event) {
  const auto* body = v1::Event::descriptor()->FindOneofByName("body");
  const auto* arm = event.GetReflection()->GetOneofFieldDescriptor(event, body);
  return arm == nullptr ? "(not known to this program)" : arm->message_type()->name();
}

// `20%, 21% from 2026-02-01`; empty for a code of several taxes.
template <typename Rated>
std::string RateWords(const Rated& rated) {
  if (rated.rate_percent().empty()) return "";
  std::string words = rated.rate_percent() + "%";
  for (const v1::TaxRate& rate : rated.rates()) {
    absl::StrAppend(&words, ", ", rate.rate_percent(), "% from ", rate.effective_from());
  }
  return words;
}

// The members that a meter does not count, or nothing if it counts all.
std::string MembersWords(const v1::Meter& meter) {
  std::vector<std::string> words;
  if (!meter.excluded_members().empty()) {
    words.push_back(absl::StrCat("without ", absl::StrJoin(meter.excluded_members(), ", ")));
  }
  if (meter.ignores_case()) words.push_back("members in any case of letters");
  return absl::StrJoin(words, "; ");
}

}  // namespace

std::string OrgTable(const v1::OrgPage& page, const Look& look) {
  TextTable table({{"org"}, {"name"}, {"currency"}, {"time zone"}, {"terms"}, {"numbers"}});
  for (const v1::Org& org : page.orgs()) {
    table.Add({{org.org_id()},
               {org.name()},
               {org.currency()},
               {org.time_zone()},
               {TermsText(org.payment_terms())},
               {org.number_pattern()}});
  }
  return table.empty() ? "No orgs.\n" : table.Layout(look);
}

std::string TaxTable(const v1::TaxPage& page, const Look& look) {
  TextTable table({{"tax"}, {"name"}, {"rate", TextTable::kRight}});
  for (const v1::Tax& tax : page.taxes()) {
    table.Add({{tax.tax_id()}, {tax.name()}, {RateWords(tax)}});
    for (const v1::TaxComponent& component : tax.components()) {
      table.AddNote(absl::StrCat(component.name(), " ", RateWords(component),
                                 component.compound() ? ", on the taxes before it too" : ""),
                    kNoteIndent);
    }
    if (!tax.exemption_reason().empty()) table.AddNote(tax.exemption_reason(), kNoteIndent);
  }
  return table.empty() ? "No taxes.\n" : table.Layout(look);
}

std::string ItemTable(const v1::ItemPage& page, const Look& look) {
  TextTable table({{"item"},
                   {"name", TextTable::kLeft, TextTable::kMayShrink},
                   {"tax"},
                   {"in accounting", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::Item& item : page.items()) {
    table.Add(
        {{item.item_id()}, {item.name()}, {item.tax_id()}, {ExternalIds(item.external_ids())}});
  }
  return table.empty() ? "No items.\n" : table.Layout(look);
}

std::string SourceTable(const v1::SourcePage& page, const Look& look) {
  TextTable table(
      {{"source"}, {"kind"}, {"meter", TextTable::kLeft, TextTable::kMayShrink}, {"billed as"}});
  for (const v1::Source& source : page.sources()) {
    if (source.meters().empty()) table.Add({{source.source_id()}, {source.kind()}});
    for (const v1::Meter& meter : source.meters()) {
      table.Add({{source.source_id()}, {source.kind()}, {meter.meter()}, {meter.item_id()}});
      const std::string members = MembersWords(meter);
      if (!members.empty()) table.AddNote(members, kNoteIndent);
    }
  }
  return table.empty() ? "No sources.\n" : table.Layout(look);
}

std::string CustomerTable(const v1::CustomerPage& page, const Look& look) {
  TextTable table({{"client"},
                   {"name", TextTable::kLeft, TextTable::kMayShrink},
                   {"e-mail", TextTable::kLeft, TextTable::kMayShrink},
                   {"currency"},
                   {"tax"},
                   {"accounts", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::Customer& customer : page.customers()) {
    table.Add({{customer.customer_id()},
               {customer.name()},
               {customer.email()},
               {customer.currency()},
               {customer.tax_id()},
               {Accounts(customer)}});
  }
  return table.empty() ? "No customers.\n" : table.Layout(look);
}

std::string CountTable(const v1::CountPage& page, const Look& look) {
  TextTable table({{"observed at"},
                   {"account", TextTable::kLeft, TextTable::kMayShrink},
                   {"meter", TextTable::kLeft, TextTable::kMayShrink},
                   {"quantity", TextTable::kRight},
                   {"unit cost", TextTable::kRight},
                   {"currency"},
                   {"position", TextTable::kRight}});
  for (const v1::Count& count : page.counts()) {
    const v1::Observation& seen = count.observation();
    table.Add({{InstantText(seen.observed_at())},
               {seen.account()},
               {seen.meter()},
               {Grouped(seen.quantity())},
               {Grouped(seen.unit_cost())},
               {seen.cost_currency()},
               {absl::StrCat(count.position())}});
  }
  return table.empty() ? "No counts.\n" : table.Layout(look);
}

std::string EventTable(const v1::EventPage& page, const Look& look) {
  TextTable table({{"position", TextTable::kRight},
                   {"recorded at"},
                   {"org"},
                   {"stream", TextTable::kLeft, TextTable::kMayShrink},
                   {"version", TextTable::kRight},
                   {"event"},
                   {"by"}});
  for (const v1::RecordedEvent& event : page.events()) {
    table.Add({{absl::StrCat(event.position())},
               {RecordedText(event.recorded_at())},
               {event.org_id()},
               {event.stream()},
               {absl::StrCat(event.version())},
               {TypeOf(event.event())},
               {event.actor()}});
  }
  return table.empty() ? "No events.\n" : table.Layout(look);
}

std::string CustomerSheet(const v1::Customer& customer, const Look& look) {
  std::string sheet =
      absl::StrCat(Paint(absl::StrCat(customer.name(), " (", customer.customer_id(), ")"),
                         Style::kHeading, look),
                   "\n");
  const auto say = [&](const char* field, const std::string& value) {
    if (!value.empty()) absl::StrAppend(&sheet, absl::StrFormat("  %-14s %s\n", field, value));
  };
  say("e-mail", customer.email());
  say("currency", customer.currency());
  say("tax", customer.tax_id());
  say("because", customer.exemption_reason());
  say("time zone", customer.time_zone());
  if (customer.has_payment_terms()) say("payment terms", TermsText(customer.payment_terms()));
  for (const v1::Account& account : customer.accounts()) {
    say("account", absl::StrCat(account.source_id(), " ", account.account()));
  }
  for (const v1::MeterOverride& meter : customer.meters()) {
    say("meter", absl::StrCat(meter.source_id(), " ", meter.meter(), " as ", meter.item_id()));
  }
  say("in accounting", ExternalIds(customer.external_ids()));
  return sheet;
}

std::string HeadText(const v1::Head& head) {
  if (head.position() == 0) {
    return absl::StrCat("The log is empty. tallyd ", head.daemon_version(), "\n");
  }
  return absl::StrCat("position  ", head.position(), "\nrecorded  ",
                      RecordedText(head.recorded_at()), "\nhash      ", head.hash(), "\ntallyd    ",
                      head.daemon_version(), "\n");
}

std::string EventLine(const v1::RecordedEvent& event) {
  return absl::StrFormat("%8d  %s  %s  %s  %s  %s\n", event.position(),
                         RecordedText(event.recorded_at()), event.org_id(), event.stream(),
                         TypeOf(event.event()), event.actor());
}

}  // namespace tally
