// Deliveries: the delivery lines of all consumers.

#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "daemon/services/delivery_line.h"
#include "ledger/consumers/change.h"

namespace tally {

// Thread-safe.
class Deliveries {
 public:
  // The line of a consumer, made if there was none.
  std::shared_ptr<DeliveryLine> Open(const std::string& org_id, const std::string& consumer_id);
  // The same; null if there was none.
  std::shared_ptr<DeliveryLine> Find(const std::string& org_id,
                                     const std::string& consumer_id) const;
  // Tells lines what changed for their consumers. One that was removed loses its line, so that
  // another under the same id starts with its own.
  void Apply(const std::vector<ConsumerChange>& changes);

 private:
  // Org and consumer.
  using Name = std::pair<std::string, std::string>;

  mutable absl::Mutex mutex_;
  std::map<Name, std::shared_ptr<DeliveryLine>> lines_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tally
