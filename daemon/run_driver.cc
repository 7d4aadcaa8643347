#include "daemon/run_driver.h"

#include "absl/strings/str_cat.h"
#include "daemon/rpc/method_log.h"
#include "ledger/deciders/runs.h"

namespace tally {
namespace {

constexpr char kActor[] = "tallyd";
// How long the driver waits when too many commands of others wait.
constexpr absl::Duration kPatience = absl::Milliseconds(100);

}  // namespace

RunDriver::RunDriver(Ledger& ledger, spdlog::logger& log) : ledger_(ledger), log_(log) {
  const View view = ledger_.Read();
  for (auto rows = view.books().runs_of_months.Scan(); rows.Valid(); rows.Next()) {
    const std::string run_id = rows.row().run_id_under_way();
    if (run_id.empty()) continue;
    absl::string_view key = rows.rest_of_key();
    const std::string org_id = TakeText(key);
    log_.info("event=run_resumed org_id={} run_id={}", org_id, run_id);
    Drive(org_id, run_id);
  }
  thread_ = std::thread([this] { Run(); });
}

RunDriver::~RunDriver() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void RunDriver::Drive(const std::string& org_id, const std::string& run_id) {
  const absl::MutexLock lock(&mutex_);
  waiting_.emplace_back(org_id, run_id);
}

void RunDriver::Run() {
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !waiting_.empty();
  };
  while (true) {
    RunName run;
    {
      const absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (stopping_) return;
      run = waiting_.front();
      waiting_.pop_front();
    }
    // To the back of the line, so that runs of several orgs get on side by side.
    if (Advance(run)) Drive(run.first, run.second);
  }
}

bool RunDriver::Advance(const RunName& name) {
  const auto& [org_id, run_id] = name;
  const auto run = ledger_.Read().books().runs.Find(org_id, run_id);
  if (!run || run->status() == v1::RUN_STATUS_COMPLETED) return false;

  v1::AdvanceRun advance;
  advance.set_org_id(org_id);
  advance.set_run_id(run_id);
  // The same step has the same id, so that a step that was done before a crash is not done again.
  // The blanks keep it apart from the ids of callers, which the gate lets have none.
  advance.set_request_id(absl::StrCat("advance ", run_id, " after ", run->last_customer_id()));
  const auto reply = ledger_.Execute(std::move(advance), kActor);
  if (absl::IsResourceExhausted(reply.status())) return WaitForRoom();
  if (!reply.ok()) {
    log_.error("event=run_stopped org_id={} run_id={} message={}", org_id, run_id,
               LogValue(reply.status().message()));
    return false;
  }
  if (reply->completed()) log_.info("event=run_completed org_id={} run_id={}", org_id, run_id);
  return !reply->completed();
}

bool RunDriver::WaitForRoom() {
  const absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kPatience);
}

}  // namespace tally
