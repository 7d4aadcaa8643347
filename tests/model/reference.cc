#include "model/reference.h"

namespace tally {
namespace {

const Rules& AllRules() {
  static const auto* const all = [] {
    auto* rules = new Rules();
    AddAccessRules(*rules);
    AddDefinitionRules(*rules);
    AddRecordRules(*rules);
    AddDraftRules(*rules);
    AddInvoiceRules(*rules);
    AddMoneyRules(*rules);
    AddReceivableRules(*rules);
    AddQuoteRules(*rules);
    AddPostingRules(*rules);
    return rules;
  }();
  return *all;
}

const Rule& RuleOf(const google::protobuf::Message& command) {
  return AllRules().at(command.GetDescriptor()->full_name());
}

}  // namespace

bool Knows(const std::string& type) { return AllRules().count(type) > 0; }

Verdict Judge(const State& state, const google::protobuf::Message& command) {
  return RuleOf(command).judge(state, command);
}

std::optional<std::string> Take(State& state, const google::protobuf::Message& command,
                                const std::vector<v1::RecordedEvent>& events, absl::Time time,
                                const std::string* reply) {
  Taken taken(events, time, reply);
  RuleOf(command).take(state, command, taken);
  return taken.Wrong();
}

}  // namespace tally
