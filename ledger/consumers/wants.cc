#include "ledger/consumers/wants.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace tally {

bool Wants(const v1::Consumer& consumer, uint64_t position, absl::string_view stream,
           absl::string_view type) {
  if (position < consumer.from_position()) return false;
  if (!consumer.stream().empty() && stream != consumer.stream()) return false;
  if (!absl::StartsWith(stream, consumer.stream_prefix())) return false;
  const auto& types = consumer.types();
  return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

bool WantTheSame(const v1::Consumer& one, const v1::Consumer& other) {
  return one.stream() == other.stream() && one.stream_prefix() == other.stream_prefix() &&
         one.from_position() == other.from_position() &&
         std::equal(one.types().begin(), one.types().end(), other.types().begin(),
                    other.types().end());
}

}  // namespace tally
