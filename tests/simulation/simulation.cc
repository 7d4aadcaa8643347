#include "simulation/simulation.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "ledger/base/refusal.h"
#include "ledger/books/books.h"
#include "ledger/encryption/keyring.h"
#include "ledger/log/encrypted_files.h"
#include "ledger/streams.h"
#include "projections/projections.h"

namespace tally {
namespace {

constexpr char kData[] = "/data";
constexpr char kDirectory[] = "/data/ledger";

// So small that tables are written and compacted all the time. What decides when is the size of the
// write-ahead log alone: how much memory a table takes is another matter in each run of RocksDB.
constexpr size_t kWriteBufferBytes = 1 << 20;
constexpr uint64_t kMaxWalBytes = 24 << 10;

// Groups of commands in a life, and commands in a group, at most.
constexpr uint64_t kMaxGroups = 12;
constexpr uint64_t kMaxGroup = 5;
// Answers that are asked for again after a start.
constexpr uint64_t kAskedAgain = 2;

constexpr Fault kWriteFaults[] = {Fault::kWriteError, Fault::kShortWrite, Fault::kSyncError,
                                  Fault::kRenameError, Fault::kNoSpace};

std::vector<Fold> AllFolds() {
  std::vector<Fold> folds = {StreamsFold(), BooksFold()};
  for (Fold& fold : AllProjections()) folds.push_back(std::move(fold));
  return folds;
}

// What a ledger on `disk` writes to.
std::shared_ptr<rocksdb::FileSystem> FilesOn(std::shared_ptr<SimulatedDisk> disk, bool encrypts) {
  if (!encrypts) return disk;
  auto keys = std::make_shared<const Keyring>(std::vector<NamedKey>{{.id = "one", .key = {}}});
  return std::make_shared<EncryptedFiles>(std::move(disk), std::move(keys));
}

absl::Status Broken(absl::string_view what) { return absl::InternalError(what); }

bool AreSame(const Answer& left, const Answer& right) {
  return left.status == right.status && left.reply == right.reply;
}

bool IsRecorded(const Answer& answer) {
  return answer.status.ok() && answer.receipt.event_count() > 0;
}

}  // namespace

void Totals::Add(const Totals& other) {
  seeds += other.seeds;
  power_cuts += other.power_cuts;
  kills += other.kills;
  closes += other.closes;
  failed_starts += other.failed_starts;
  accepted += other.accepted;
  refused += other.refused;
  found_recorded += other.found_recorded;
  found_lost += other.found_lost;
  asked_again += other.asked_again;
  for (const auto& [fault, count] : other.faults) faults[fault] += count;
  damage.Add(other.damage);
}

std::string Totals::Text() const {
  std::string text = absl::StrCat(
      seeds, " seeds: ", power_cuts, " power cuts, ", kills, " kills, ", closes, " clean closes; ",
      failed_starts, " starts ended by a fault\n", accepted, " commands acknowledged, ", refused,
      " refused; of those in doubt ", found_recorded, " were recorded, ", found_lost, " were not; ",
      asked_again, " answers asked for again\n", "faults:");
  for (const auto& [fault, count] : faults)
    absl::StrAppend(&text, " ", NameOf(fault), " ", count, ",");
  absl::StrAppend(&text, "\nfiles torn ", damage.torn_files, ", garbled ", damage.garbled_files,
                  "; names lost ", damage.lost_names, "\n");
  return text;
}

Simulation::Simulation(uint64_t seed, SimulationOptions options)
    : options_(options),
      chance_(seed),
      salts_(chance_.Next()),
      disk_(std::make_shared<SimulatedDisk>(kData, chance_.Next())),
      machine_(FilesOn(disk_, options_.encrypts)),
      business_(chance_.Next()),
      expected_(AllFolds()) {
  totals_.seeds = 1;
}

Simulation::~Simulation() {
  if (ledger_ != nullptr) CloseLedger();
}

uint64_t Simulation::trace_hash() const {
  Trace trace = trace_;
  trace.Add(disk_->trace_hash());
  return trace.hash();
}

absl::Status Simulation::Run() {
  for (uint64_t life = 0; life < options_.lives; ++life) {
    const absl::Status lived = Live();
    if (!lived.ok()) {
      return Broken(absl::StrCat("in life ", life, ", after operation ", disk_->operations(), ": ",
                                 lived.message()));
    }
  }
  // Whatever was answered in all these lives is answered once more.
  absl::Status status = Start();
  if (status.ok()) status = CheckStart();
  for (const Answered& answered : std::vector<Answered>(answered_)) {
    if (status.ok()) status = CheckSameAnswer(answered);
  }
  return status.ok() ? expected_.CheckAll(*ledger_->log().NewSnapshot()) : status;
}

absl::Status Simulation::Live() {
  const bool fails_at_start = chance_.OneIn(3);
  if (fails_at_start) OrderAnyFault();
  absl::Status status = Start();
  if (status.ok() && options_.syncs_are_lies) disk_->LieAboutSyncs();
  if (status.ok()) status = CheckStart();
  if (!fails_at_start) OrderAnyFault();
  if (status.ok()) status = Work();
  if (status.ok()) End();
  return status;
}

void Simulation::OrderAnyFault() {
  ordered_.reset();
  // Rather soon than late, as many lives are short.
  const uint64_t operations = chance_.Below(uint64_t{8} << chance_.Below(5));
  const uint64_t which = chance_.Below(10);
  if (which < 6) ordered_ = Fault::kPowerCut;
  if (which > 7) ordered_ = kWriteFaults[chance_.Below(std::size(kWriteFaults))];
  if (ordered_) disk_->Order(*ordered_, operations);
}

absl::Status Simulation::Start() {
  const LogOptions options{
      .env = &machine_, .write_buffer_bytes = kWriteBufferBytes, .max_wal_bytes = kMaxWalBytes};
  while (true) {
    machine_.StartFlushing();
    auto opened = Ledger::Open(
        kDirectory, AllProjections(), [this] { return machine_.Now(); }, options);
    machine_.StopFlushing();
    if (opened.ok()) {
      ledger_ = *std::move(opened);
      return absl::OkStatus();
    }
    if (!disk_->has_failed() || !absl::IsUnavailable(opened.status())) {
      return Broken(absl::StrCat("the ledger does not start: ", opened.status().ToString()));
    }
    totals_.failed_starts += 1;
    StartDisk(disk_->is_off() || chance_.OneIn(2));
    if (chance_.OneIn(3)) OrderAnyFault();
  }
}

absl::Status Simulation::CheckStart() {
  const std::vector<Group> in_doubt = std::exchange(in_doubt_, {});
  std::vector<Step> steps;
  for (const Group& group : in_doubt) steps.insert(steps.end(), group.begin(), group.end());
  if (absl::Status kept = expected_.CheckRecords(*ledger_->log().NewSnapshot()); !kept.ok()) {
    return kept;
  }
  const absl::StatusOr<std::set<std::string>> found = TakeRecords(steps);
  if (!found.ok()) return found.status();
  trace_.Add(expected_.position());
  if (absl::Status right = expected_.CheckAll(*ledger_->log().NewSnapshot()); !right.ok()) {
    return right;
  }
  for (const Group& group : in_doubt) {
    if (absl::Status asked = AskAgain(group, *found); !asked.ok()) return asked;
  }
  for (uint64_t i = 0; i < kAskedAgain && !answered_.empty(); ++i) {
    const Answered& answered = answered_[chance_.Below(answered_.size())];
    if (absl::Status same = CheckSameAnswer(answered); !same.ok()) return same;
  }
  return absl::OkStatus();
}

absl::Status Simulation::AskAgain(const Group& group, const std::set<std::string>& found) {
  const bool was_written = std::any_of(group.begin(), group.end(), [&](const Step& step) {
    return found.contains(step.request_id);
  });
  for (const Step& step : group) {
    const Answer answer = Send({step}).front();
    const absl::StatusOr<std::set<std::string>> records = TakeRecords({step});
    if (!records.ok()) return records.status();
    const absl::StatusOr<bool> taken = Take(step, answer);
    if (!taken.ok()) return taken.status();
    if (!*taken) {
      in_doubt_.push_back({step});
      continue;
    }
    const bool is_found = found.contains(step.request_id);
    (is_found ? totals_.found_recorded : totals_.found_lost) += 1;
    if (IsRecorded(answer) && is_found != was_written) {
      return Broken(absl::StrCat("a part of a group is recorded, but not ", step.text));
    }
  }
  return absl::OkStatus();
}

absl::Status Simulation::Work() {
  for (uint64_t left = chance_.Between(1, kMaxGroups); left > 0; --left) {
    const absl::StatusOr<bool> answered = DoNext();
    if (!answered.ok()) return answered.status();
    if (!*answered) return CheckReads();
    machine_.PassTime(absl::Seconds(chance_.Below(20'000)));
    if (chance_.OneIn(2)) machine_.RunJobs();
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Simulation::DoNext() {
  const uint64_t count = chance_.OneIn(4) ? chance_.Between(2, kMaxGroup) : 1;
  std::vector<Step> steps;
  {
    const View view = ledger_->Read();
    for (uint64_t i = 0; i < count; ++i) steps.push_back(business_.Next(view));
  }
  const std::vector<Answer> answers = Send(steps);
  const absl::StatusOr<std::set<std::string>> records = TakeRecords(steps);
  if (!records.ok()) return records.status();
  Group first;
  Group others;
  for (size_t i = 0; i < steps.size(); ++i) {
    const absl::StatusOr<bool> taken = Take(steps[i], answers[i]);
    if (!taken.ok()) return taken;
    if (!*taken) (i == 0 ? first : others).push_back(steps[i]);
  }
  if (!first.empty()) in_doubt_.push_back(first);
  if (!others.empty()) in_doubt_.push_back(others);
  return first.empty() && others.empty();
}

std::vector<Answer> Simulation::Send(const std::vector<Step>& steps) {
  std::vector<Answer> answers(steps.size());
  absl::BlockingCounter unanswered(static_cast<int>(steps.size()));
  // While the first answer is given, the others wait and become one group.
  absl::Notification is_first_answered;
  absl::Notification all_are_sent;
  for (size_t i = 0; i < steps.size(); ++i) {
    steps[i].send(*ledger_, [&, i](Answer answer) {
      answers[i] = std::move(answer);
      if (i == 0) {
        is_first_answered.Notify();
        all_are_sent.WaitForNotification();
      }
      unanswered.DecrementCount();
    });
    if (i == 0) is_first_answered.WaitForNotification();
  }
  all_are_sent.Notify();
  unanswered.Wait();
  return answers;
}

absl::StatusOr<bool> Simulation::Take(const Step& step, const Answer& answer) {
  trace_.Add(step.text);
  trace_.Add(answer.status.ToString());
  trace_.Add(answer.reply);
  const bool is_refused = RefusalOf(answer.status).has_value();
  if (!answer.status.ok() && !is_refused) {
    const bool is_told = absl::IsUnavailable(answer.status) &&
                         absl::StrContains(answer.status.message(), "It is not known whether");
    if (is_told && (disk_->has_failed() || disk_->is_off())) return false;
    return Broken(absl::StrCat(answer.status.ToString(), " for ", step.text));
  }
  (is_refused ? totals_.refused : totals_.accepted) += 1;
  answered_.push_back({step, answer});
  if (!IsRecorded(answer)) return true;
  const Expectation::Stored* record = expected_.Find(step.request_id);
  if (record != nullptr && record->reply == answer.reply &&
      record->first_position == answer.receipt.first_position()) {
    return true;
  }
  return Broken(absl::StrCat("the log does not hold what was acknowledged: ", step.text));
}

absl::StatusOr<std::set<std::string>> Simulation::TakeRecords(const std::vector<Step>& steps) {
  const auto records = expected_.TakeNew(*ledger_->log().NewSnapshot());
  if (!records.ok()) return records.status();
  std::set<std::string> found;
  auto step = steps.begin();
  for (const Expectation::Stored& record : *records) {
    step = std::find_if(step, steps.end(),
                        [&](const Step& each) { return each.request_id == record.request_id; });
    if (step == steps.end()) {
      return Broken(absl::StrCat("nobody waits for the record of ", record.request_id,
                                 " at position ", record.first_position));
    }
    found.insert(record.request_id);
  }
  return found;
}

absl::Status Simulation::CheckReads() {
  if (disk_->is_off()) return absl::OkStatus();
  absl::Status right = expected_.CheckAll(*ledger_->log().NewSnapshot());
  if (!right.ok()) return right;
  const Step next = business_.Next(ledger_->Read());
  const Answer answer = Send({next}).front();
  if (answer.status.ok()) return Broken(absl::StrCat("a failed disk took ", next.text));
  in_doubt_.push_back({next});
  return absl::OkStatus();
}

absl::Status Simulation::CheckSameAnswer(const Answered& answered) {
  const Answer again = Send({answered.step}).front();
  const absl::StatusOr<std::set<std::string>> records = TakeRecords({});
  if (!records.ok()) return records.status();
  totals_.asked_again += 1;
  const bool has_none = absl::IsUnavailable(again.status) && disk_->has_failed();
  if (has_none || AreSame(again, answered.answer)) return absl::OkStatus();
  return Broken(absl::StrCat("was answered ", answered.answer.status.ToString(), ", then ",
                             again.status.ToString(), ": ", answered.step.text));
}

void Simulation::End() {
  bool power_is_cut = disk_->is_off();
  const uint64_t how = chance_.Below(10);
  if (!power_is_cut && how < 4) {
    disk_->CutPower();
    power_is_cut = true;
  } else if (!power_is_cut && how < 7) {
    disk_->Kill();
    totals_.kills += 1;
  }
  const bool is_closing = !disk_->is_off();
  CloseLedger();
  if (is_closing && disk_->is_off()) power_is_cut = true;
  if (is_closing && !power_is_cut) totals_.closes += 1;
  StartDisk(power_is_cut);
}

void Simulation::CloseLedger() {
  // Otherwise the last flushes and the close would get into each other's way, as it happens.
  if (!disk_->is_off()) machine_.RunJobs();
  machine_.StartFlushing();
  ledger_.reset();
  machine_.StopFlushing();
}

void Simulation::StartDisk(bool power_was_cut) {
  if (ordered_ && disk_->has_failed()) totals_.faults[*ordered_] += 1;
  if (power_was_cut) {
    totals_.power_cuts += 1;
    totals_.damage.Add(disk_->StartAfterPowerCut());
  } else {
    disk_->StartAfterKill();
  }
  disk_->FreeSpace();
  ordered_.reset();
}

}  // namespace tally
