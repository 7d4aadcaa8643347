#include "daemon/access/caller_limits.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"

namespace tally {
namespace {

// Principals of which the use is remembered, before those that use nothing are forgotten.
constexpr size_t kMaxRemembered = 10'000;

absl::Status TooMuch(absl::string_view what) { return Refuse(v1::REASON_CALLER_LIMITED, "", what); }

bool IsLimited(const Caller& caller) { return caller.sign_in != v1::SIGN_IN_SOCKET; }

// No id has a slash.
std::string WhoIs(const Caller& caller) {
  return absl::StrCat(caller.org_id, "/", caller.principal_id);
}

}  // namespace

absl::StatusOr<CallerLimits::Ticket> CallerLimits::EnterCall(const Caller& caller, absl::Time now) {
  return Enter(caller, now, false);
}

absl::StatusOr<CallerLimits::Ticket> CallerLimits::EnterStream(const Caller& caller,
                                                               absl::Time now) {
  return Enter(caller, now, true);
}

absl::StatusOr<CallerLimits::Ticket> CallerLimits::Enter(const Caller& caller, absl::Time now,
                                                         bool is_stream) {
  if (!IsLimited(caller)) return nullptr;
  std::string who = WhoIs(caller);
  const absl::MutexLock lock(&mutex_);
  Use& use = UseOf(who, now);
  size_t& under_way = is_stream ? use.streams : use.calls;
  const size_t at_most = is_stream ? limits_.streams_at_once : limits_.calls_at_once;
  if (under_way >= at_most) {
    return TooMuch(
        absl::StrCat("you have ", under_way, is_stream ? " streams" : " calls", " under way"));
  }
  if (absl::Status taken = Take(use, now); !taken.ok()) return taken;
  under_way += 1;
  return std::make_unique<Counted>(*this, std::move(who), is_stream);
}

absl::Status CallerLimits::Take(Use& use, absl::Time now) {
  const auto rate = static_cast<double>(limits_.calls_per_second);
  if (now > use.counted_at) {
    const double seconds = std::min(absl::ToDoubleSeconds(now - use.counted_at), 1.0);
    use.left = std::min(use.left + seconds * rate, rate);
    use.counted_at = now;
  }
  if (use.left < 1) {
    return TooMuch(
        absl::StrCat("you have made more than ", limits_.calls_per_second, " calls a second"));
  }
  use.left -= 1;
  return absl::OkStatus();
}

void CallerLimits::Leave(const std::string& who, bool is_stream) {
  const absl::MutexLock lock(&mutex_);
  Use& use = uses_[who];
  (is_stream ? use.streams : use.calls) -= 1;
}

CallerLimits::Use& CallerLimits::UseOf(const std::string& who, absl::Time now) {
  if (uses_.size() >= kMaxRemembered && !uses_.contains(who)) {
    std::erase_if(uses_, [&](const auto& entry) {
      const Use& use = entry.second;
      return use.calls + use.streams == 0 && now - use.counted_at > absl::Seconds(1);
    });
  }
  return uses_[who];
}

}  // namespace tally
