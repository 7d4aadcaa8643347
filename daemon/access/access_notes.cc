#include "daemon/access/access_notes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/formats/format.h"
#include "ledger/refusals.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

constexpr absl::Duration kWriteEvery = absl::Seconds(1);
constexpr absl::Duration kSignInEvery = absl::Hours(1);

v1::AccessKind KindOf(const std::string& method) {
  static const std::map<std::string, v1::AccessKind>* const kinds =
      new std::map<std::string, v1::AccessKind>{
          {"Access.AddToken", v1::ACCESS_KIND_CHANGED},
          {"Access.Define", v1::ACCESS_KIND_CHANGED},
          {"Access.Remove", v1::ACCESS_KIND_CHANGED},
          {"Access.RevokeToken", v1::ACCESS_KIND_CHANGED},
          {"Audit.Export", v1::ACCESS_KIND_EXPORTED},
          {"Audit.ExportTiles", v1::ACCESS_KIND_EXPORTED},
          {"Audit.GetCheckpoint", v1::ACCESS_KIND_KEY_USED},
          {"Backups.Create", v1::ACCESS_KIND_EXPORTED},
          {"Backups.List", v1::ACCESS_KIND_EXPORTED},
          {"Backups.Restore", v1::ACCESS_KIND_EXPORTED},
          {"Backups.Verify", v1::ACCESS_KIND_EXPORTED},
          {"Journal.Export", v1::ACCESS_KIND_EXPORTED},
      };
  const auto found = kinds->find(method);
  return found == kinds->end() ? v1::ACCESS_KIND_UNSPECIFIED : found->second;
}

v1::AccessRecord RecordOf(const Caller& caller, v1::AccessKind kind, const std::string& method) {
  v1::AccessRecord record;
  record.set_kind(kind);
  record.set_actor(caller.actor);
  record.set_sign_in(caller.sign_in);
  record.set_token_id(caller.token_id);
  record.set_address(caller.address);
  record.set_method(method);
  return record;
}

// What the record is about, if that is written like an org.
void SetOrg(v1::AccessRecord& record, const std::string& org_id) {
  const bool is_written = !org_id.empty() && !ProblemWith(org_id, v1::FORMAT_ID);
  if (is_written) record.set_org_id(org_id);
}

void SetRefusal(v1::AccessRecord& record, const absl::Status& status) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal) return;
  record.mutable_refusal()->set_reason(refusal->reason());
  record.mutable_refusal()->set_field(refusal->field());
  record.mutable_refusal()->set_message(refusal->message().substr(0, 200));
}

const std::string& SourceOf(const v1::AccessRecord& record) {
  return record.actor().empty() ? record.address() : record.actor();
}

}  // namespace

AccessNotes::AccessNotes(Ledger& ledger) : ledger_(ledger), thread_([this] { Run(); }) {}

AccessNotes::~AccessNotes() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
  Flush();
}

void AccessNotes::SignedIn(const Caller& caller, const std::string& method) {
  if (caller.sign_in == v1::SIGN_IN_SOCKET) return;
  const absl::Time now = ledger_.Now();
  const absl::MutexLock lock(&mutex_);
  if (!caller.token_id.empty()) {
    const auto token = std::tuple(caller.org_id, caller.principal_id, caller.token_id);
    const absl::Time minute =
        absl::UnixEpoch() + absl::Floor(now - absl::UnixEpoch(), absl::Minutes(1));
    if (used_.size() >= kMaxSignIns) used_.clear();
    absl::Time& known = used_.try_emplace(token, absl::InfinitePast()).first->second;
    if (minute > known) {
      known = minute;
      news_.uses[token] = ToProto(minute);
      changed_ = true;
    }
  }
  if (!IsFirstOfHour(caller, now)) return;
  Add({"", caller.org_id}, RecordOf(caller, v1::ACCESS_KIND_SIGNED_IN, method));
}

void AccessNotes::SignInRefused(const std::string& address, const std::string& method,
                                const absl::Status& status) {
  v1::AccessRecord record;
  record.set_kind(v1::ACCESS_KIND_SIGN_IN_REFUSED);
  record.set_address(address);
  record.set_method(method);
  SetRefusal(record, status);
  const absl::MutexLock lock(&mutex_);
  Add({""}, std::move(record));
}

void AccessNotes::NotPermitted(const Caller& caller, const std::string& method,
                               const std::string& org_id, const absl::Status& status) {
  v1::AccessRecord record = RecordOf(caller, v1::ACCESS_KIND_NOT_PERMITTED, method);
  SetOrg(record, org_id);
  SetRefusal(record, status);
  const absl::MutexLock lock(&mutex_);
  // Not in the log of the other org: anybody could fill that.
  Add({"", caller.org_id}, std::move(record));
}

void AccessNotes::Done(const Caller& caller, const std::string& method, const std::string& org_id) {
  const v1::AccessKind kind = KindOf(method);
  if (kind == v1::ACCESS_KIND_UNSPECIFIED) return;
  v1::AccessRecord record = RecordOf(caller, kind, method);
  SetOrg(record, org_id);
  const absl::MutexLock lock(&mutex_);
  Add({"", caller.org_id, org_id}, std::move(record));
}

bool AccessNotes::IsFirstOfHour(const Caller& caller, absl::Time now) {
  // No part of it has a line end.
  const std::string who = absl::StrCat(caller.actor, "\n", caller.org_id, "\n", caller.token_id,
                                       "\n", caller.certificate_name, "\n", caller.subject.issuer(),
                                       "\n", caller.subject.subject(), "\n", caller.address);
  const auto known = signed_in_.find(who);
  if (known != signed_in_.end() && now < known->second) return false;
  if (signed_in_.size() >= kMaxSignIns) {
    std::erase_if(signed_in_, [&](const auto& entry) { return now >= entry.second; });
  }
  if (signed_in_.size() >= kMaxSignIns) return false;
  signed_in_[who] = now + kSignInEvery;
  return true;
}

void AccessNotes::Add(std::set<std::string> org_ids, v1::AccessRecord record) {
  const absl::Time now = ledger_.Now();
  CloseOld(now);
  const auto source = by_source_.find(SourceOf(record));
  if (source != by_source_.end() && source->second >= kMaxOfSource) {
    record.clear_method();
    record.clear_org_id();
    record.clear_token_id();
  }
  const Key key(record.kind(), record.actor(), record.token_id(), record.address(), record.method(),
                record.org_id(), record.refusal().reason());
  const auto found = open_.find(key);
  if (found != open_.end()) {
    v1::AccessRecord& repeated = found->second.note.record;
    repeated.set_repeated_times(repeated.repeated_times() + 1);
    found->second.note.org_ids.merge(org_ids);
    found->second.changed = changed_ = true;
    return;
  }
  if (open_.size() >= kMaxNotes) return;
  by_source_[SourceOf(record)] += 1;
  last_ = std::max(now, last_ + absl::Microseconds(1));
  *record.mutable_at() = ToProto(last_);
  open_[key].note = {.org_ids = std::move(org_ids), .record = std::move(record)};
  changed_ = true;
}

void AccessNotes::CloseOld(absl::Time now) {
  const auto is_old = [&](const auto& entry) {
    return now - FromProto(entry.second.note.record.at()) >= kRepeatedWithin;
  };
  if (now < close_at_) return;
  close_at_ = now + kWriteEvery;
  for (auto entry = open_.begin(); entry != open_.end();) {
    if (!is_old(*entry)) {
      ++entry;
      continue;
    }
    const auto source = by_source_.find(SourceOf(entry->second.note.record));
    if (source != by_source_.end() && --source->second == 0) by_source_.erase(source);
    if (entry->second.changed) news_.notes.push_back(std::move(entry->second.note));
    entry = open_.erase(entry);
  }
}

AccessNews AccessNotes::TakeChanged() {
  AccessNews news = std::exchange(news_, {});
  for (auto& [key, open] : open_) {
    if (std::exchange(open.changed, false)) news.notes.push_back(open.note);
  }
  changed_ = false;
  return news;
}

void AccessNotes::Flush() {
  AccessNews news;
  {
    const absl::MutexLock lock(&mutex_);
    news = TakeChanged();
  }
  // Also if there are none: what was taken before is then durable, too.
  absl::Notification done;
  ledger_.KeepAccess(std::move(news), [&](const absl::Status&) { done.Notify(); });
  done.WaitForNotification();
}

void AccessNotes::Run() {
  const auto has_news = [this]()
                            ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || changed_; };
  while (true) {
    {
      const absl::MutexLock lock(&mutex_, absl::Condition(&has_news));
      if (stopping_) return;
    }
    Flush();
    const absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kWriteEvery)) return;
  }
}

}  // namespace tally
