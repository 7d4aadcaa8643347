// CalendarDriver: runs the months that are due by the calendars of the orgs, one after the other,
// and then approves what nobody has to look at.
//
// What is due and what is still to be approved follows from the books alone, so a daemon that was
// down catches up in order, and one that was killed starts nothing twice and forgets nothing. It
// looks when it starts, when the log has grown, when a month becomes due, and at least every
// minute, because clocks jump.

#pragma once

#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "daemon/run_driver.h"
#include "ledger/ledger.h"
#include "spdlog/logger.h"

namespace tally {

// Thread-safe.
class CalendarDriver {
 public:
  // All must outlive this.
  CalendarDriver(Ledger& ledger, RunDriver& runs, spdlog::logger& log);

  // Leaves what is not done for the next start.
  ~CalendarDriver();

  // Looks at the clock now: it was set.
  void ClockWasSet();

  // Returns when all that is due by the clock of now is run and approved.
  void AwaitDone();

 private:
  // Shared with those who ring while this goes away.
  struct State;

  // What is to be done for an org, or for all of them.
  struct Rest {
    // Whether something is due that is not done yet.
    bool is_waiting = false;
    // When to look again although nothing has happened.
    absl::Time again = absl::InfiniteFuture();

    void Add(const Rest& other);
  };

  void Work();
  Rest LookAtAll();
  Rest LookAt(const v1::Org& org);
  // Approves what the last run of the calendar left to approve. False if that is to be tried again.
  bool EndRun(const Books& books, const v1::Run& run);
  // Starts the run of a month. False if that is to be tried again.
  bool StartRun(const v1::Org& org, const std::string& month, const View& view);
  // Waits until there is reason to look again. False if the daemon stops.
  bool Wait(uint64_t seen_position, const Rest& rest);
  bool Stops() const;

  Ledger& ledger_;
  RunDriver& runs_;
  spdlog::logger& log_;
  const std::shared_ptr<State> state_;
  // The last run of each org of which nothing is left to approve.
  std::map<std::string, std::string> ended_runs_;
  std::thread thread_;
};

}  // namespace tally
