#include "ledger/formats/list_limit.h"

#include "tally/v1/options.pb.h"

namespace tally {
namespace {

constexpr uint32_t kDefaultMaxItems = 1'000;

}  // namespace

uint32_t MaxItems(const google::protobuf::FieldDescriptor& field) {
  const uint32_t declared = field.options().GetExtension(v1::max_items);
  return declared == 0 ? kDefaultMaxItems : declared;
}

}  // namespace tally
