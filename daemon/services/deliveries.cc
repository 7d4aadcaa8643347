#include "daemon/services/deliveries.h"

namespace tally {

std::shared_ptr<DeliveryLine> Deliveries::Open(const std::string& org_id,
                                               const std::string& consumer_id) {
  const absl::MutexLock lock(&mutex_);
  std::shared_ptr<DeliveryLine>& line = lines_[{org_id, consumer_id}];
  if (line == nullptr) line = std::make_shared<DeliveryLine>();
  return line;
}

std::shared_ptr<DeliveryLine> Deliveries::Find(const std::string& org_id,
                                               const std::string& consumer_id) const {
  const absl::MutexLock lock(&mutex_);
  const auto line = lines_.find({org_id, consumer_id});
  return line == lines_.end() ? nullptr : line->second;
}

void Deliveries::Apply(const std::vector<ConsumerChange>& changes) {
  for (const ConsumerChange& change : changes) {
    const std::shared_ptr<DeliveryLine> line = Find(change.org_id, change.consumer_id);
    if (line == nullptr) continue;
    line->Apply(change);
    if (change.kind != ConsumerChange::kRemoved) continue;
    const absl::MutexLock lock(&mutex_);
    lines_.erase({change.org_id, change.consumer_id});
  }
}

}  // namespace tally
