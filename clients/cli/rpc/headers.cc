#include "clients/cli/rpc/headers.h"

#include "absl/strings/str_cat.h"
#include "ledger/formats/access_token.h"

namespace tally {

void AddHeaders(const Endpoint& endpoint, grpc::ClientContext& call) {
  const std::string& token = endpoint.credentials.token;
  if (!token.empty()) call.AddMetadata("authorization", absl::StrCat(kBearerScheme, token));
  if (endpoint.SaysActor()) call.AddMetadata("tally-actor", endpoint.actor);
}

}  // namespace tally
