#include "ledger/deciders/consumers.h"

#include <algorithm>
#include <optional>

#include "ledger/consumers/wants.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/unique.h"

namespace tally {
namespace {

constexpr uint32_t kMinAcknowledgeMs = 100;
constexpr uint32_t kMaxAcknowledgeMs = 86'400'000;
constexpr uint32_t kDefaultAcknowledgeMs = 30'000;
constexpr uint32_t kMaxMaxAttempts = 1'000;
constexpr uint32_t kDefaultMaxAttempts = 5;

bool IsEventType(absl::string_view name) {
  const auto* arms = v1::Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < arms->field_count(); ++i) {
    if (arms->field(i)->message_type()->name() == name) return true;
  }
  return false;
}

// The consumer as it is stored: equal ones are so byte for byte.
v1::Consumer Completed(v1::Consumer consumer) {
  if (consumer.from_position() == 0) consumer.set_from_position(1);
  if (consumer.acknowledge_within_ms() == 0) {
    consumer.set_acknowledge_within_ms(kDefaultAcknowledgeMs);
  }
  if (consumer.max_attempts() == 0) consumer.set_max_attempts(kDefaultMaxAttempts);
  std::sort(consumer.mutable_types()->begin(), consumer.mutable_types()->end());
  return consumer;
}

absl::Status CheckTypes(const v1::Consumer& consumer) {
  for (int i = 0; i < consumer.types_size(); ++i) {
    if (IsEventType(consumer.types(i))) continue;
    return Refuse(v1::REASON_FIELD_INVALID, absl::StrCat("consumer.types[", i, "]"),
                  absl::StrCat("is \"", consumer.types(i), "\", which is no type of event"));
  }
  return CheckUnique("consumer.types", consumer.types(),
                     [](const std::string& type) { return type; });
}

absl::Status CheckWants(const v1::Consumer& consumer) {
  if (!consumer.stream().empty() && !consumer.stream_prefix().empty()) {
    return Refuse(v1::REASON_FIELD_INVALID, "consumer.stream_prefix",
                  "cannot be given beside a stream");
  }
  return CheckTypes(consumer);
}

absl::Status CheckLimits(const v1::Consumer& consumer) {
  const uint32_t within = consumer.acknowledge_within_ms();
  if (within < kMinAcknowledgeMs || within > kMaxAcknowledgeMs) {
    return Refuse(v1::REASON_FIELD_INVALID, "consumer.acknowledge_within_ms",
                  absl::StrCat("is ", within, "; it must be from ", kMinAcknowledgeMs, " to ",
                               kMaxAcknowledgeMs));
  }
  if (consumer.max_attempts() > kMaxMaxAttempts) {
    return Refuse(
        v1::REASON_FIELD_INVALID, "consumer.max_attempts",
        absl::StrCat("is ", consumer.max_attempts(), "; it must be at most ", kMaxMaxAttempts));
  }
  return absl::OkStatus();
}

absl::Status CheckFixed(const std::optional<v1::Consumer>& current, const v1::Consumer& consumer) {
  if (!current || WantTheSame(*current, consumer)) return absl::OkStatus();
  return Refuse(v1::REASON_CONSUMER_IS_FIXED, "consumer",
                absl::StrCat("wants other events than ", consumer.consumer_id(),
                             ", which was defined before"));
}

}  // namespace

absl::StatusOr<v1::Consumer> FindConsumer(const Books& books, const std::string& org_id,
                                          absl::string_view field, const std::string& consumer_id) {
  if (absl::Status is = CheckOrg(books, org_id); !is.ok()) return is;
  return OrRefuse(books.consumers.Find(org_id, consumer_id), v1::REASON_CONSUMER_NOT_FOUND, field,
                  consumer_id);
}

Decision<> Decide(const v1::DefineConsumer& command, const Books& books, const Context&) {
  const std::string& org_id = command.org_id();
  const v1::Consumer consumer = Completed(command.consumer());
  const std::optional<v1::Consumer> current = books.consumers.Find(org_id, consumer.consumer_id());
  if (absl::Status is = CheckOrg(books, org_id); !is.ok()) return is;
  if (absl::Status is = CheckWants(command.consumer()); !is.ok()) return is;
  if (absl::Status is = CheckLimits(consumer); !is.ok()) return is;
  if (absl::Status is = CheckFixed(current, consumer); !is.ok()) return is;
  if (current && EncodeDeterministically(*current) == EncodeDeterministically(consumer)) {
    return Emit();
  }

  v1::ConsumerDefined defined;
  defined.set_org_id(org_id);
  *defined.mutable_consumer() = consumer;
  return Emit(defined);
}

Decision<> Decide(const v1::RemoveConsumer& command, const Books& books, const Context&) {
  const auto consumer = FindConsumer(books, command.org_id(), "consumer_id", command.consumer_id());
  if (!consumer.ok()) return consumer.status();

  v1::ConsumerRemoved removed;
  removed.set_org_id(command.org_id());
  removed.set_consumer_id(command.consumer_id());
  return Emit(removed);
}

}  // namespace tally
