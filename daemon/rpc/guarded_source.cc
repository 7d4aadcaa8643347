#include "daemon/rpc/guarded_source.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tally {
namespace {

// How long a caller who has lost their grant may still be connected.
constexpr auto kAskAgain = std::chrono::seconds(1);

class GuardedSource final : public MessageSource {
 public:
  GuardedSource(std::unique_ptr<MessageSource> source, std::function<absl::Status()> may)
      : source_(std::move(source)), may_(std::move(may)) {}

  void WakeBy(std::function<void()> wake) override { source_->WakeBy(std::move(wake)); }

  Step Next() override {
    Step step;
    if (absl::Status may = may_(); !may.ok()) {
      step.end = std::move(may);
      return step;
    }
    step = source_->Next();
    step.wait_until = std::min(step.wait_until, std::chrono::steady_clock::now() + kAskAgain);
    return step;
  }

 private:
  const std::unique_ptr<MessageSource> source_;
  const std::function<absl::Status()> may_;
};

}  // namespace

std::unique_ptr<MessageSource> Guarded(std::unique_ptr<MessageSource> source,
                                       std::function<absl::Status()> may) {
  return std::make_unique<GuardedSource>(std::move(source), std::move(may));
}

}  // namespace tally
