#include "model/generator.h"

#include <google/protobuf/text_format.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "model/makers.h"
#include "support/contract.h"

namespace tally {
namespace {

constexpr char kOrg[] = "msp";

// Clients call this type of command by the first method that takes it and answers once.
std::string MethodOf(const google::protobuf::Descriptor& type) {
  for (const auto* method : MethodsOfContract()) {
    if (method->input_type() == &type && !method->client_streaming()) return PathOf(*method);
  }
  return "";
}

const google::protobuf::Descriptor& TypeOf(const std::string& name) {
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName("tally.v1." + name);
  EXPECT_NE(type, nullptr) << name;
  return *type;
}

void SetText(google::protobuf::Message& message, const std::string& field, std::string text) {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  message.GetReflection()->SetString(&message, descriptor, std::move(text));
}

// Types of commands, each as often as it is likely.
std::vector<std::string> Urn() {
  std::vector<std::string> urn;
  for (const auto& [name, maker] : AllMakers()) urn.insert(urn.end(), maker.weight, name);
  return urn;
}

}  // namespace

std::vector<std::string> Generator::Types() {
  std::vector<std::string> types;
  for (const auto& [name, maker] : AllMakers()) types.push_back(TypeOf(name).full_name());
  return types;
}

std::vector<Command> Generator::Prologue() {
  const std::vector<std::pair<std::string, std::string>> texts = {
      {"DefineOrg",
       "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' number_pattern: 'B-{NNN}' "
       "credit_note_pattern: 'K-{NNN}' payment_terms { days: 30 } "
       "accounting_systems { system: 'books' accepts_voids: true } }"},
      {"DefineTax", "tax { tax_id: 't0' name: 'VAT' rate_percent: '20' }"},
      {"DefineItem", "item { item_id: 'i0' name: 'Seat' tax_id: 't0' }"},
      {"DefineItem", "item { item_id: 'i1' name: 'Hour' }"},
      {"DefineSource",
       "source { source_id: 's0' kind: 'pax8' meters { meter: 'SEAT' item_id: 'i0' } }"},
      {"DefineCustomer",
       "customer { customer_id: 'c0' name: 'Acme' accounts { source_id: 's0' "
       "account: 'c0' } }"},
      {"DefineCustomer", "customer { customer_id: 'c1' name: 'Acme' }"},
      {"DefineCustomer", "customer { customer_id: 'c2' name: 'Acme' currency: 'EUR' }"},
      {"SetPlan",
       "plan { customer_id: 'c0' effective_from: '2023-12-01' lines { line_id: 'base' "
       "item_id: 'i0' fixed { quantity: '1' } held { unit_price: '49.99' } } }"},
      {"SetPlan",
       "plan { customer_id: 'c1' effective_from: '2023-12-01' lines { line_id: 'base' "
       "item_id: 'i1' fixed { quantity: '3' } held { unit_price: '10' } } }"},
      {"SetPlan",
       "plan { customer_id: 'c2' effective_from: '2024-01-01' lines { line_id: 'base' "
       "item_id: 'i0' fixed { quantity: '2' } held { unit_price: '25.5' } } }"},
      {"StartRun", "month: '2024-01'"},
      {"ApproveDraft",
       "customer_id: 'c0' month: '2024-01' content_hash: 'now' reviewed_position: 1"},
      {"ApproveDraft",
       "customer_id: 'c1' month: '2024-01' content_hash: 'now' reviewed_position: 1"},
      {"RecordPayment",
       "payment { payment_id: 'p0' customer_id: 'c0' amount { minor_units: 7500 currency: 'USD' } "
       "}"},
      {"StartRun", "month: '2024-02'"},
  };
  std::vector<Command> prologue;
  for (const auto& [type, text] : texts) prologue.push_back(Make(type, text, kOrg));
  return prologue;
}

Command Generator::Next(bool days) {
  static const auto* const urn = new std::vector<std::string>(Urn());
  if (days && chance_.OneIn(15)) {
    Command passing;
    passing.days = static_cast<int>(chance_.Between(1, 25));
    return passing;
  }
  if (!made_.empty() && chance_.OneIn(15)) return Repeated();
  const std::string& type = (*urn)[chance_.Below(urn->size())];
  Pools pools(chance_);
  Command command = Make(type, AllMakers().at(type).make(pools), AnyOrg());
  return chance_.OneIn(30) ? Spoiled(std::move(command)) : command;
}

std::string Generator::AnyOrg() {
  const uint64_t org = chance_.Below(60);
  return org == 0 ? "ghost" : org == 1 ? "two" : kOrg;
}

Command Generator::Make(const std::string& type, const std::string& text,
                        const std::string& org_id) {
  std::shared_ptr<google::protobuf::Message> request = NewMessage(TypeOf(type));
  const bool parsed = google::protobuf::TextFormat::ParseFromString(text, request.get());
  EXPECT_TRUE(parsed) << type << " " << text;
  SetText(*request, "request_id", absl::StrCat("r", ++last_request_));
  if (request->GetDescriptor()->FindFieldByName("org_id") != nullptr) {
    SetText(*request, "org_id", org_id);
  }
  Command command;
  command.method = MethodOf(*request->GetDescriptor());
  command.request = std::move(request);
  made_.push_back(command);
  return command;
}

// Breaks what options.proto wants of each command.
Command Generator::Spoiled(Command command) {
  std::shared_ptr<google::protobuf::Message> request(command.request->New());
  request->CopyFrom(*command.request);
  SetText(*request, "request_id", chance_.OneIn(2) ? "" : "has blanks");
  command.request = std::move(request);
  command.malformed = true;
  made_.back() = command;
  return command;
}

// A command under the id of an earlier one: the same, or another.
Command Generator::Repeated() {
  const Command before = made_[chance_.Below(made_.size())];
  if (before.malformed || chance_.OneIn(2)) return before;
  const std::string& name = before.request->GetDescriptor()->name();
  Pools pools(chance_);
  Command command = Make(name, AllMakers().at(name).make(pools), AnyOrg());
  std::shared_ptr<google::protobuf::Message> request(command.request->New());
  request->CopyFrom(*command.request);
  SetText(*request, "request_id", RequestIdOf(*before.request));
  command.request = std::move(request);
  made_.back() = command;
  return command;
}

}  // namespace tally
