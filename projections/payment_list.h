// PaymentList: which payments were recorded, in which order?

#pragma once

#include "google/protobuf/wrappers.pb.h"
#include "ledger/store/table.h"
#include "projections/projection.h"
#include "tally/v1/payments.pb.h"

namespace tally {

struct PaymentList {
  static constexpr char kName[] = "payment_list";
  static constexpr uint32_t kVersion = 1;
  using Reads = EventList<v1::PaymentRecorded>;

  explicit PaymentList(Store& rows);

  void On(const v1::PaymentRecorded& event, const v1::RecordedEvent& recorded);

  // The payment's id, by org and position.
  Table<google::protobuf::StringValue, Text, Number> payments;
  // The same, by org, customer and position.
  Table<google::protobuf::StringValue, Text, Text, Number> by_customer;
};

}  // namespace tally
