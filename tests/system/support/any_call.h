// AnyCall: calls whatever method takes a request, for services that Client has no calls for.
//
//   const auto page = AnswerOf<v1::DisputePage>(client, Parse<v1::ListInvoiceDisputes>("…"));

#pragma once

#include <string>

#include "support/contract.h"
#include "system/support/story.h"

namespace tally {

// What `client` is answered by the one method that takes a Request.
template <class Reply, class Request>
absl::StatusOr<Reply> CallAny(const Client& client, const Request& request) {
  for (const auto* method : MethodsOfContract()) {
    if (method->input_type() != Request::descriptor()) continue;
    const RawOutcome outcome =
        client.CallRaw(PathOf(*method), WithRequestId(request).SerializeAsString());
    if (!outcome.status.ok()) return outcome.status;
    Reply reply;
    EXPECT_TRUE(reply.ParseFromString(outcome.reply));
    return reply;
  }
  return absl::UnimplementedError(Request::descriptor()->full_name());
}

// The same; fails the test if it is refused.
template <class Reply, class Request>
Reply AnswerOf(const Client& client, const Request& request) {
  const auto reply = CallAny<Reply>(client, request);
  EXPECT_TRUE(reply.ok()) << reply.status() << "\n" << request.ShortDebugString();
  return reply.ok() ? *reply : Reply();
}

}  // namespace tally
