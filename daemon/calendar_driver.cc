#include "daemon/calendar_driver.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "daemon/automatic_approvals.h"
#include "daemon/rpc/method_log.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/billing_calendar.h"
#include "ledger/deciders/runs.h"

namespace tally {
namespace {

constexpr char kActor[] = "tallyd";
// The longest time without a look: as late may a clock be seen that jumped.
constexpr absl::Duration kLongestSleep = absl::Minutes(1);
// The shortest times between looks, however fast the log grows: while a month is being run, and
// while nothing is due.
constexpr absl::Duration kBreath = absl::Milliseconds(20);
constexpr absl::Duration kIdleBreath = absl::Milliseconds(250);
// How long to wait before what the ledger could not take is tried again.
constexpr absl::Duration kPatience = absl::Seconds(1);

}  // namespace

struct CalendarDriver::State {
  absl::Mutex mutex;
  bool stops ABSL_GUARDED_BY(mutex) = false;
  bool has_grown ABSL_GUARDED_BY(mutex) = false;
  // How often somebody asked for a look, and up to which of these everything was done.
  uint64_t asked ABSL_GUARDED_BY(mutex) = 1;
  uint64_t seen ABSL_GUARDED_BY(mutex) = 0;
  uint64_t done ABSL_GUARDED_BY(mutex) = 0;
};

void CalendarDriver::Rest::Add(const Rest& other) {
  is_waiting = is_waiting || other.is_waiting;
  again = std::min(again, other.again);
}

CalendarDriver::CalendarDriver(Ledger& ledger, RunDriver& runs, spdlog::logger& log)
    : ledger_(ledger), runs_(runs), log_(log), state_(std::make_shared<State>()), thread_([this] {
        Work();
      }) {}

CalendarDriver::~CalendarDriver() {
  {
    const absl::MutexLock lock(&state_->mutex);
    state_->stops = true;
  }
  thread_.join();
}

void CalendarDriver::ClockWasSet() {
  const absl::MutexLock lock(&state_->mutex);
  state_->asked += 1;
}

void CalendarDriver::AwaitDone() {
  State& state = *state_;
  const absl::MutexLock lock(&state.mutex);
  const uint64_t mine = ++state.asked;
  const auto is_done = [&state, mine]() ABSL_SHARED_LOCKS_REQUIRED(state.mutex) {
    return state.done >= mine || state.stops;
  };
  state.mutex.Await(absl::Condition(&is_done));
}

void CalendarDriver::Work() {
  while (true) {
    {
      const absl::MutexLock lock(&state_->mutex);
      if (state_->stops) return;
      state_->seen = state_->asked;
      state_->has_grown = false;
    }
    const uint64_t position = ledger_.log().head().position();
    const Rest rest = LookAtAll();
    if (!Wait(position, rest)) return;
  }
}

CalendarDriver::Rest CalendarDriver::LookAtAll() {
  Rest rest;
  const View view = ledger_.Read();
  for (auto rows = view.books().orgs.Scan(); rows.Valid(); rows.Next()) {
    const v1::Org org = rows.row();
    if (org.has_calendar()) rest.Add(LookAt(org));
  }
  return rest;
}

CalendarDriver::Rest CalendarDriver::LookAt(const v1::Org& org) {
  const Rest later = {.is_waiting = true, .again = ledger_.Now() + kPatience};
  const Rest on_news = {.is_waiting = true, .again = absl::InfiniteFuture()};
  const View view = ledger_.Read();
  const auto last = LastRunOfCalendar(view.books(), org.org_id());
  if (last && last->status() == v1::RUN_STATUS_UNDER_WAY) return on_news;
  if (last && !EndRun(view.books(), *last)) return later;

  const auto next = NextOfCalendar(view.books(), org);
  if (!next) return {};
  if (ledger_.Now() < next->due) return {.is_waiting = false, .again = next->due};
  const std::string month = FormatMonth(next->month);
  const auto runs = view.books().runs_of_months.Find(org.org_id(), month);
  // A person's run of the month comes first.
  if (runs && !runs->run_id_under_way().empty()) return on_news;
  return StartRun(org, month, view) ? on_news : later;
}

bool CalendarDriver::EndRun(const Books& books, const v1::Run& run) {
  std::string& ended = ended_runs_[run.org_id()];
  if (ended == run.run_id()) return true;
  const auto approvals = AutomaticApprovals(books, run);
  const auto stops = [this] { return Stops(); };
  if (!Approve(ledger_, approvals, kActor, stops, log_)) return false;
  if (!approvals.empty()) {
    log_.info("event=approved_by_calendar org_id={} run_id={} drafts={}", run.org_id(),
              run.run_id(), approvals.size());
  }
  ended = run.run_id();
  return true;
}

bool CalendarDriver::StartRun(const v1::Org& org, const std::string& month, const View& view) {
  v1::StartRun start;
  start.set_org_id(org.org_id());
  start.set_month(month);
  start.set_automatic(true);
  // The calendar runs a month once, whatever the id: it only has to be another one whenever the
  // outcome may be. The blanks keep it apart from the ids of callers.
  start.set_request_id(absl::StrCat("calendar ", month, " after ", view.position(), " at ",
                                    absl::ToUnixMillis(ledger_.Now())));
  const auto reply = ledger_.Execute(std::move(start), kActor);
  if (reply.ok()) {
    log_.info("event=run_started_by_calendar org_id={} run_id={}", org.org_id(), reply->run_id());
    runs_.Drive(org.org_id(), reply->run_id());
    return true;
  }
  // Somebody else was faster with a run, or the calendar has just changed.
  log_.warn("event=run_not_started org_id={} month={} message={}", org.org_id(), month,
            LogValue(reply.status().message()));
  return false;
}

bool CalendarDriver::Wait(uint64_t seen_position, const Rest& rest) {
  State& state = *state_;
  const uint64_t ticket = ledger_.log().NotifyBeyond(seen_position, [shared = state_] {
    const absl::MutexLock lock(&shared->mutex);
    shared->has_grown = true;
  });
  const auto is_asked = [&state]() ABSL_SHARED_LOCKS_REQUIRED(state.mutex) {
    return state.stops || state.asked > state.seen;
  };
  const auto has_news = [&state]() ABSL_SHARED_LOCKS_REQUIRED(state.mutex) {
    return state.stops || state.asked > state.seen || state.has_grown;
  };
  const absl::Duration breath = rest.is_waiting ? kBreath : kIdleBreath;
  const absl::Duration sleep = std::clamp(rest.again - ledger_.Now(), breath, kLongestSleep);
  bool stops = false;
  {
    const absl::MutexLock lock(&state.mutex);
    if (!rest.is_waiting) state.done = state.seen;
    if (!state.mutex.AwaitWithTimeout(absl::Condition(&is_asked), breath)) {
      state.mutex.AwaitWithTimeout(absl::Condition(&has_news), sleep - breath);
    }
    stops = state.stops;
  }
  ledger_.log().Forget(ticket);
  return !stops;
}

bool CalendarDriver::Stops() const {
  const absl::MutexLock lock(&state_->mutex);
  return state_->stops;
}

}  // namespace tally
