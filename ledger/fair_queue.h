// FairQueue: work that waits for the writer, one line an org.
//
// The lines are served in turn, one piece at a time, so that an org that sends ten thousand
// commands delays another's by as many as there are orgs, and not by ten thousand. Within a line
// the order stays.

#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/pending.h"

namespace tally {

class FairQueue {
 public:
  void Push(std::unique_ptr<PendingWork> work) {
    Line& line = lines_[std::string(work->queue())];
    if (line.empty()) turns_.emplace_back(work->queue());
    line.push_back(std::move(work));
    size_ += 1;
  }

  // Takes up to `at_most` pieces of work.
  std::vector<std::unique_ptr<PendingWork>> Take(size_t at_most) {
    std::vector<std::unique_ptr<PendingWork>> taken;
    while (taken.size() < at_most && size_ > 0) {
      const auto line = lines_.find(turns_.front());
      taken.push_back(std::move(line->second.front()));
      line->second.pop_front();
      size_ -= 1;
      if (line->second.empty()) {
        lines_.erase(line);
        turns_.pop_front();
      } else {
        turns_.splice(turns_.end(), turns_, turns_.begin());
      }
    }
    return taken;
  }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // How much waits in the line of an org.
  size_t SizeOf(absl::string_view org_id) const {
    const auto line = lines_.find(std::string(org_id));
    return line == lines_.end() ? 0 : line->second.size();
  }

 private:
  using Line = std::deque<std::unique_ptr<PendingWork>>;

  // By org; none is empty.
  std::map<std::string, Line> lines_;
  // The orgs with a line, the next to be served first.
  std::list<std::string> turns_;
  size_t size_ = 0;
};

}  // namespace tally
