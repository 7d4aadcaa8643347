#include "model/history.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/timestamp.h"
#include "model/reference.h"
#include "support/contract.h"

namespace tally {
namespace {

using Key = std::pair<std::string, std::string>;

const std::string& TypeOf(const Command& command) {
  return command.request->GetDescriptor()->name();
}

Key KeyOf(const Command& command) {
  return {OrgOf(*command.request), RequestIdOf(*command.request)};
}

std::string BytesOf(const Command& command) {
  return absl::StrCat(command.method, " ", command.request->SerializeAsString());
}

std::string ReasonsIn(const std::set<v1::Reason>& reasons) {
  return absl::StrJoin(reasons, ", ", [](std::string* out, v1::Reason reason) {
    out->append(v1::Reason_Name(reason));
  });
}

Divergence Diverges(const Command& command, absl::string_view kind, absl::string_view words) {
  return {.kind = absl::StrCat(TypeOf(command), ": ", kind),
          .words = absl::StrCat(words, "\n  ", TextOf(command))};
}

std::optional<v1::Reason> ReasonOf(const RawOutcome& outcome) {
  const auto refusal = RefusalOf(outcome.status);
  return refusal ? std::make_optional(refusal->reason()) : std::nullopt;
}

bool IsReused(const Operation& operation) {
  return ReasonOf(operation.outcome) == v1::REASON_REQUEST_ID_REUSED;
}

// The gate turns it away, and nothing is remembered.
std::optional<Divergence> CheckMalformed(const Operation& operation) {
  const auto reason = ReasonOf(operation.outcome);
  const bool is_told = reason == v1::REASON_FIELD_MISSING || reason == v1::REASON_FIELD_INVALID;
  if (is_told) return std::nullopt;
  return Diverges(operation.command, "malformed, and not turned away",
                  operation.outcome.status.ToString());
}

// The step of a run that the daemon took.
Command AdvanceOf(const std::vector<v1::RecordedEvent>& events) {
  auto advance = std::make_shared<v1::AdvanceRun>();
  advance->set_request_id(events.front().request_id());
  advance->set_org_id(events.front().org_id());
  advance->set_run_id(events.back().event().run_completed().run_id());
  Command command;
  command.request = std::move(advance);
  return command;
}

}  // namespace

// What one command recorded.
struct History::Commit {
  std::vector<v1::RecordedEvent> events;

  Key key() const { return {events.front().org_id(), events.front().request_id()}; }
  uint64_t first() const { return events.front().position(); }
  uint64_t last() const { return events.back().position(); }
};

v1::Receipt ReceiptOf(const Command& command, const RawOutcome& outcome) {
  for (const auto* method : MethodsOfContract()) {
    if (PathOf(*method) != command.method) continue;
    const auto reply = NewMessage(*method->output_type());
    EXPECT_TRUE(reply->ParseFromString(outcome.reply));
    const auto* field = reply->GetDescriptor()->FindFieldByName("receipt");
    v1::Receipt receipt;
    receipt.CopyFrom(field == nullptr ? *reply : reply->GetReflection()->GetMessage(*reply, field));
    return receipt;
  }
  return {};
}

History::History() { states_[0] = {}; }

std::optional<Divergence> History::Add(const std::vector<Operation>& operations,
                                       const std::vector<v1::RecordedEvent>& events) {
  for (size_t i = 0; i < events.size();) {
    Commit commit;
    do {
      commit.events.push_back(events[i++]);
    } while (i < events.size() && events[i].org_id() == events[i - 1].org_id() &&
             events[i].request_id() == events[i - 1].request_id());
    if (auto wrong = AddCommit(commit, operations)) return wrong;
  }
  // What is remembered comes before what rests on it.
  std::vector<const Operation*> ordered;
  for (const Operation& operation : operations) ordered.push_back(&operation);
  std::stable_partition(ordered.begin(), ordered.end(),
                        [](const Operation* operation) { return !IsReused(*operation); });
  for (const Operation* operation : ordered) {
    std::optional<Divergence> wrong;
    if (operation->command.malformed) {
      wrong = CheckMalformed(*operation);
    } else if (operation->outcome.status.ok()) {
      wrong = CheckAccepted(*operation);
    } else if (const auto reason = ReasonOf(operation->outcome)) {
      wrong = CheckRefused(*operation, *reason);
    } else {
      wrong = Diverges(operation->command, "neither accepted nor refused",
                       operation->outcome.status.ToString());
    }
    if (wrong) return wrong;
  }
  return std::nullopt;
}

std::optional<Divergence> History::AddCommit(const Commit& commit,
                                             const std::vector<Operation>& operations) {
  const auto found =
      std::find_if(operations.begin(), operations.end(), [&](const Operation& operation) {
        return operation.outcome.status.ok() && !operation.command.malformed &&
               KeyOf(operation.command) == commit.key() &&
               ReceiptOf(operation.command, operation.outcome).first_position() == commit.first();
      });
  // The gate lets no caller's id have blanks.
  const bool is_own = absl::StrContains(commit.key().second, ' ');
  if (found == operations.end() && !is_own) {
    return Divergence{.kind = "recorded, and nobody was told",
                      .words = commit.events.front().ShortDebugString()};
  }
  const Command command = is_own ? AdvanceOf(commit.events) : found->command;
  State state = now();
  for (const v1::RecordedEvent& event : commit.events) {
    state.head += 1;
    uint64_t& version = state.versions[{event.org_id(), event.stream()}];
    version += 1;
    if (event.position() != state.head || event.version() != version) {
      return Diverges(command, "there is a gap", event.ShortDebugString());
    }
  }
  const Verdict verdict = Judge(now(), *command.request);
  if (!verdict.must.empty()) {
    return Diverges(command, "accepted, and must be refused",
                    absl::StrCat("accepted in spite of ", ReasonsIn(verdict.must)));
  }
  const absl::Time time = FromProto(commit.events.front().recorded_at());
  const auto wrong =
      Take(state, *command.request, commit.events, time, is_own ? nullptr : &found->outcome.reply);
  if (wrong) return Diverges(command, "not what follows", absl::StrCat("it must be that ", *wrong));
  if (!is_own) {
    if (found->floor >= commit.first()) {
      return Diverges(command, "recorded before it was sent",
                      absl::StrCat(found->floor, " was known before ", commit.first()));
    }
    Store(*found);
  }
  states_.emplace(commit.last(), std::move(state));
  return std::nullopt;
}

std::optional<Divergence> History::CheckStored(const Operation& operation, bool& is_stored) const {
  const auto stored = stored_.find(KeyOf(operation.command));
  is_stored = stored != stored_.end();
  if (!is_stored) return std::nullopt;
  if (stored->second.request != BytesOf(operation.command)) {
    return Diverges(operation.command, "its request id was another's, and it is not told so",
                    operation.outcome.status.ToString());
  }
  const RawOutcome& before = stored->second.outcome;
  const RawOutcome& now = operation.outcome;
  if (before.status == now.status && before.reply == now.reply) return std::nullopt;
  return Diverges(operation.command, "asked again, another answer",
                  absl::StrCat(before.status.ToString(), ", and then ", now.status.ToString()));
}

std::optional<Divergence> History::CheckAccepted(const Operation& operation) {
  bool is_stored = false;
  if (auto wrong = CheckStored(operation, is_stored)) return wrong;
  if (is_stored) return std::nullopt;
  const v1::Receipt receipt = ReceiptOf(operation.command, operation.outcome);
  if (receipt.event_count() > 0) {
    return Diverges(operation.command, "accepted, and not recorded", receipt.ShortDebugString());
  }
  return CheckUnchanged(operation, receipt.first_position(), FromProto(receipt.recorded_at()));
}

std::optional<Divergence> History::CheckUnchanged(const Operation& operation, uint64_t position,
                                                  absl::Time time) {
  const auto then = states_.find(position);
  const bool is_then =
      then != states_.end() && operation.floor <= position && position <= operation.ceiling;
  if (!is_then) {
    return Diverges(operation.command, "decided on a state that was not",
                    absl::StrCat("on that at ", position, ", and not between ", operation.floor,
                                 " and ", operation.ceiling));
  }
  const Verdict verdict = Judge(then->second, *operation.command.request);
  if (!verdict.must.empty()) {
    return Diverges(operation.command, "accepted, and must be refused",
                    absl::StrCat("accepted in spite of ", ReasonsIn(verdict.must)));
  }
  State state = then->second;
  const auto wrong = Take(state, *operation.command.request, {}, time, &operation.outcome.reply);
  if (wrong) {
    return Diverges(operation.command, "changed nothing, and must change something",
                    absl::StrCat("it must be that ", *wrong));
  }
  Store(operation);
  return std::nullopt;
}

std::optional<Divergence> History::CheckRefused(const Operation& operation, v1::Reason reason) {
  const Command& command = operation.command;
  if (reason == v1::REASON_REQUEST_ID_REUSED) {
    const auto stored = stored_.find(KeyOf(command));
    const bool is_so = stored != stored_.end() && stored->second.request != BytesOf(command);
    if (is_so) return std::nullopt;
    return Diverges(command, "told that its request id was another's", "it was not");
  }
  bool is_stored = false;
  if (auto wrong = CheckStored(operation, is_stored)) return wrong;
  if (is_stored) return std::nullopt;

  std::set<v1::Reason> expected;
  auto state = std::prev(states_.upper_bound(operation.floor));
  for (; state != states_.end() && state->first <= operation.ceiling; ++state) {
    const Verdict verdict = Judge(state->second, *command.request);
    const bool explains = verdict.must.count(reason) > 0 || verdict.may.count(reason) > 0;
    if (!explains) {
      expected.insert(verdict.must.begin(), verdict.must.end());
      continue;
    }
    // Of orgs that do not exist nothing is remembered.
    if (state->second.Find(OrgOf(*command.request)) != nullptr) Store(operation);
    return std::nullopt;
  }
  return Diverges(command, absl::StrCat("refused because of ", v1::Reason_Name(reason)),
                  absl::StrCat("refused: ", operation.outcome.status.message(), "; the model has ",
                               expected.empty() ? "no reason" : ReasonsIn(expected)));
}

void History::Store(const Operation& operation) {
  stored_.emplace(KeyOf(operation.command),
                  Stored{.request = BytesOf(operation.command), .outcome = operation.outcome});
}

}  // namespace tally
