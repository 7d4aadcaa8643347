// Sender: someone who sends commands to a daemon that dies now and then, and remembers each answer.
#ifndef TALLY_TESTS_SYSTEM_SUPPORT_SENDER_H_
#define TALLY_TESTS_SYSTEM_SUPPORT_SENDER_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "support/text.h"
#include "system/support/client.h"
#include "system/support/tallyd.h"
#include "system/support/wire.h"

namespace tally {

// How often one request is sent at most; each attempt waits for the daemon to be there.
inline constexpr int kMaxAttempts = 200;

// A command that was answered: a reply or a refusal.
struct Answered {
  std::string request_id;
  std::string method;
  std::string request;
  RawOutcome outcome;
};

// Thread-safe.
class Answers {
 public:
  void Add(Answered answered) {
    const absl::MutexLock lock(&mutex_);
    all_.push_back(std::move(answered));
  }

  size_t count() const {
    const absl::MutexLock lock(&mutex_);
    return all_.size();
  }

  // Waits until there are `count`. False if they do not come.
  bool Await(size_t count) const {
    const auto are_there = [&]()
                               ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return all_.size() >= count; };
    const absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&are_there), kPatience);
  }

  // The latest `count`, or all when there are fewer.
  std::vector<Answered> Latest(size_t count) const {
    const absl::MutexLock lock(&mutex_);
    return {all_.end() - static_cast<ptrdiff_t>(std::min(count, all_.size())), all_.end()};
  }

  std::vector<Answered> all() const {
    const absl::MutexLock lock(&mutex_);
    return all_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<Answered> all_ ABSL_GUARDED_BY(mutex_);
};

// Someone who sends commands, and the same again whenever it is not known what became of them.
class Sender {
 public:
  Sender(const std::string& data, std::string name, Answers& answers)
      : client_(TargetIn(data), name), name_(std::move(name)), answers_(answers) {}

 protected:
  const Client client_;
  const std::string name_;
  Answers& answers_;

  // The request in text format, with an id that no other has.
  template <class Request>
  Request New(absl::string_view text) {
    auto request = Parse<Request>(text);
    request.set_request_id(absl::StrCat(name_, "/", ++last_request_));
    return request;
  }

  // Sends `request` until it is answered.
  template <class Request>
  RawOutcome Send(const Request& request) {
    Answered answered{.request_id = request.request_id(),
                      .method = MethodFor(*Request::descriptor()),
                      .request = request.SerializeAsString(),
                      .outcome = {}};
    for (int attempts = 0; attempts < kMaxAttempts; ++attempts) {
      answered.outcome = client_.CallRaw(answered.method, answered.request);
      if (!absl::IsUnavailable(answered.outcome.status)) break;
    }
    answers_.Add(answered);
    return answered.outcome;
  }

  // The reply to `request`, which must be accepted.
  template <class Request>
  auto Accepted(const Request& request) {
    const RawOutcome outcome = Send(request);
    EXPECT_TRUE(outcome.status.ok()) << outcome.status << "\n" << request.ShortDebugString();
    typename decltype(client_.Call(request))::value_type reply;
    EXPECT_TRUE(reply.ParseFromString(outcome.reply));
    return reply;
  }

  template <class Request>
  auto Do(absl::string_view text) {
    return Accepted(New<Request>(text));
  }

  template <class Request>
  void Refused(absl::string_view text, absl::StatusCode code) {
    const RawOutcome outcome = Send(New<Request>(text));
    EXPECT_EQ(outcome.status.code(), code) << outcome.status << "\n" << text;
  }

  // Asks until there is an answer.
  template <class Query>
  auto Ask(const Query& query) {
    auto reply = client_.Call(query);
    for (int attempts = 1; attempts < kMaxAttempts && absl::IsUnavailable(reply.status());) {
      reply = client_.Call(query);
      attempts += 1;
    }
    EXPECT_TRUE(reply.ok()) << reply.status() << "\n" << query.ShortDebugString();
    return reply;
  }

 private:
  int last_request_ = 0;
};

}  // namespace tally

#endif  // TALLY_TESTS_SYSTEM_SUPPORT_SENDER_H_
