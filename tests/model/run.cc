#include "model/run.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "model/etags.h"
#include "model/seen.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr const char* kActors[] = {"ann", "bob", "cid", "dan"};
// How often one command is sent at most; each attempt waits for the daemon to be there.
constexpr int kMaxAttempts = 200;

std::shared_ptr<google::protobuf::Message> CopyOf(const google::protobuf::Message& message) {
  std::shared_ptr<google::protobuf::Message> copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

void SetText(google::protobuf::Message& message, const std::string& field, std::string text) {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  message.GetReflection()->SetString(&message, descriptor, std::move(text));
}

// One connection for each actor.
std::vector<std::unique_ptr<Client>> ClientsOf(const World& world) {
  std::vector<std::unique_ptr<Client>> clients;
  for (const char* actor : kActors) {
    clients.push_back(std::make_unique<Client>(world.target(), actor));
  }
  return clients;
}

// Approves the draft as the model knows it.
void Review(const State& state, v1::ApproveDraft& approve) {
  approve.set_reviewed_position(std::max<uint64_t>(approve.reviewed_position(), state.head));
  const OrgState* org = state.Find(approve.org_id());
  if (org == nullptr) return;
  const auto draft = org->drafts.find({approve.month(), approve.customer_id()});
  if (draft == org->drafts.end()) return;
  approve.set_content_hash(draft->second.content.content_hash());
}

}  // namespace

ModelRun::ModelRun(std::unique_ptr<World> world)
    : world_(std::move(world)), clients_(ClientsOf(*world_)) {}

ModelRun::~ModelRun() = default;

std::optional<Divergence> ModelRun::Play(const Round& round) {
  const std::vector<Operation> operations = Send(round);
  // A connection that broke is found out by the next call on it.
  if (round.kill_after >= 0) clients_ = ClientsOf(*world_);
  if (!world_->HasEnded()) AwaitRuns(operations);
  if (world_->HasEnded()) {
    return Divergence{.kind = "the daemon ended by itself",
                      .words = sent_.empty() ? "" : TextOf(sent_.back())};
  }
  const std::vector<v1::RecordedEvent> events = NewEvents();
  totals_.events += events.size();
  for (const Operation& operation : operations) Count(operation);
  return history_.Add(operations, events);
}

std::optional<Divergence> ModelRun::Compare(uint64_t chance) {
  totals_.compared += 1;
  if (auto wrong = CompareSeen(*clients_[0], history_.now(), 0)) return wrong;
  const auto& states = history_.states();
  const auto then = std::next(states.begin(), static_cast<ptrdiff_t>(chance % states.size()));
  if (then->first == 0) return std::nullopt;
  totals_.compared_as_of += 1;
  return CompareSeen(*clients_[0], then->second, then->first);
}

// Fills in what a command is given for kNow. The same command is sent again in the same bytes.
Command ModelRun::Resolve(const Command& command) {
  if (command.request == nullptr) return command;
  const auto before = resolved_.find(command.request.get());
  if (before != resolved_.end()) return before->second;
  const auto request = CopyOf(*command.request);
  if (TextOf(*request, "etag") == kNow) {
    LearnEtags(*clients_[0], history_.now());
    SetText(*request, "etag", EtagFor(history_.now(), *request));
  }
  if (TextOf(*request, "content_hash") == kNow) {
    Review(history_.now(), static_cast<v1::ApproveDraft&>(*request));
  }
  Command resolved = command;
  resolved.request = request;
  resolved_[command.request.get()] = resolved;
  return resolved;
}

std::vector<Operation> ModelRun::Send(const Round& round) {
  std::vector<std::vector<Command>> commands;
  for (const auto& of_client : round.by_client) {
    std::vector<Command>& resolved = commands.emplace_back();
    for (const Command& command : of_client) {
      sent_.push_back(command);
      resolved.push_back(Resolve(command));
    }
  }
  absl::Mutex mutex;
  std::vector<Operation> operations;
  uint64_t known = history_.now().head;
  const auto work = [&](size_t client) {
    for (const Command& command : commands[client]) {
      if (command.request == nullptr) {
        world_->Pass(command.days);
        continue;
      }
      uint64_t floor = 0;
      {
        const absl::MutexLock lock(&mutex);
        floor = known;
      }
      Operation operation = SendOne(*clients_[client], command);
      operation.floor = floor;
      const absl::MutexLock lock(&mutex);
      known = std::max(known, operation.ceiling);
      operations.push_back(std::move(operation));
    }
  };
  if (commands.size() == 1) {
    work(0);
    return operations;
  }
  std::vector<std::thread> threads;
  for (size_t client = 0; client < commands.size(); ++client) threads.emplace_back(work, client);
  if (round.kill_after >= 0) {
    const auto is_time = [&] { return operations.size() >= static_cast<size_t>(round.kill_after); };
    mutex.LockWhen(absl::Condition(&is_time));
    mutex.Unlock();
    world_->Kill();
    totals_.kills += 1;
  }
  for (std::thread& thread : threads) thread.join();
  return operations;
}

// Sends `command` until it is answered.
Operation ModelRun::SendOne(const Client& client, const Command& command) {
  Operation operation;
  operation.command = command;
  const std::string bytes = command.request->SerializeAsString();
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    operation.outcome = client.CallRaw(command.method, bytes);
    operation.attempts += 1;
    const absl::Status& status = operation.outcome.status;
    if (!absl::IsUnavailable(status)) break;
    if (world_->HasEnded()) return operation;
  }
  for (int attempt = 0; attempt < kMaxAttempts && !world_->HasEnded(); ++attempt) {
    const auto head = client.Call(v1::GetHeadRequest());
    if (!head.ok()) continue;
    operation.ceiling = head->position();
    break;
  }
  return operation;
}

// Waits until the daemon has ended what it does by itself.
void ModelRun::AwaitRuns(const std::vector<Operation>& operations) const {
  for (const Operation& operation : operations) {
    const bool is_run = operation.command.request->GetDescriptor() == v1::StartRun::descriptor();
    if (!is_run || !operation.outcome.status.ok()) continue;
    v1::StartRunReply reply;
    reply.ParseFromString(operation.outcome.reply);
    v1::FollowRun follow;
    follow.set_org_id(OrgOf(*operation.command.request));
    follow.set_run_id(reply.run_id());
    EXPECT_TRUE(clients_[0]->Call(follow).ok());
  }
}

std::vector<v1::RecordedEvent> ModelRun::NewEvents() const {
  std::vector<v1::RecordedEvent> events;
  v1::ReadEvents read;
  read.set_from_position(history_.now().head + 1);
  read.set_page_size(1'000);
  do {
    const auto page = clients_[0]->Call(read);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    events.insert(events.end(), page->events().begin(), page->events().end());
    read.set_page_token(page->next_page_token());
  } while (!read.page_token().empty());
  return events;
}

void ModelRun::Count(const Operation& operation) {
  auto& [accepted, refused] = totals_.by_type[operation.command.request->GetDescriptor()->name()];
  totals_.asked_again += operation.attempts > 1 ? 1 : 0;
  if (operation.command.malformed) {
    totals_.malformed += 1;
  } else if (!operation.outcome.status.ok()) {
    totals_.refused += 1;
    refused += 1;
  } else {
    const bool changes = ReceiptOf(operation.command, operation.outcome).event_count() > 0;
    (changes ? totals_.accepted : totals_.unchanged) += 1;
    accepted += 1;
  }
}

void ModelTotals::Add(const ModelTotals& other) {
  seeds += other.seeds;
  accepted += other.accepted;
  unchanged += other.unchanged;
  refused += other.refused;
  malformed += other.malformed;
  kills += other.kills;
  asked_again += other.asked_again;
  events += other.events;
  compared += other.compared;
  compared_as_of += other.compared_as_of;
  for (const auto& [type, counts] : other.by_type) {
    by_type[type].first += counts.first;
    by_type[type].second += counts.second;
  }
}

std::string ModelTotals::Text() const {
  return absl::StrCat(seeds, " seeds: ", accepted, " commands recorded ", events, " events, ",
                      unchanged, " changed nothing, ", refused, " were refused and ", malformed,
                      " turned away\n", kills, " kills, ", asked_again,
                      " commands asked again after them; all that is seen was compared ", compared,
                      " times, and ", compared_as_of, " times as of earlier\n");
}

}  // namespace tally
