// Rules: what the model says of each type of command.
//
// A rule judges a command on a state: which reasons there are to refuse it. One of them must be
// given if there is any; which one is left to the daemon. A rule also takes the events of a command
// that was accepted: it says what they must be, and remembers what follows from them.

#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "model/state.h"
#include "model/taken.h"
#include "tally/v1/refusal.pb.h"

namespace tally {

struct Verdict {
  // Reasons to refuse it. It is accepted only if there is none.
  std::set<v1::Reason> must;
  // Reasons that the model cannot tell, because it prices nothing.
  std::set<v1::Reason> may;

  Verdict& If(bool wrong, v1::Reason reason) {
    if (wrong) must.insert(reason);
    return *this;
  }
  Verdict& Perhaps(v1::Reason reason) {
    may.insert(reason);
    return *this;
  }
};

struct Rule {
  std::function<Verdict(const State&, const google::protobuf::Message&)> judge;
  std::function<void(State&, const google::protobuf::Message&, Taken&)> take;
};

// By the full name of the command.
using Rules = std::map<std::string, Rule>;

// Adds the rule for commands that concern more than one org. `judge` and `take` are called with all
// of the state and the command.
template <class C, class Judge, class Take>
void AddRuleOfAll(Rules& rules, Judge judge, Take take) {
  rules[C::descriptor()->full_name()] = {
      .judge =
          [judge](const State& state, const google::protobuf::Message& message) {
            return judge(state, static_cast<const C&>(message));
          },
      .take = [take](State& state, const google::protobuf::Message& message,
                     Taken& taken) { take(state, static_cast<const C&>(message), taken); }};
}

// Adds the rule for commands of one org, which must be there. `judge` and `take` are called with
// the org's state and the command.
template <class C, class Judge, class Take>
void AddRule(Rules& rules, Judge judge, Take take) {
  AddRuleOfAll<C>(
      rules,
      [judge](const State& state, const C& command) {
        const OrgState* org = state.Find(command.org_id());
        if (org == nullptr) return Verdict().If(true, v1::REASON_ORG_NOT_FOUND);
        return judge(*org, command);
      },
      [take](State& state, const C& command, Taken& taken) {
        take(state.orgs[command.org_id()], command, taken);
      });
}

// The rules of a subject each.
void AddAccessRules(Rules& rules);
void AddDefinitionRules(Rules& rules);
void AddRecordRules(Rules& rules);
void AddDraftRules(Rules& rules);
void AddInvoiceRules(Rules& rules);
void AddMoneyRules(Rules& rules);
void AddReceivableRules(Rules& rules);
void AddQuoteRules(Rules& rules);
void AddPostingRules(Rules& rules);

}  // namespace tally
