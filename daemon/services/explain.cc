#include "daemon/services/services.h"
#include "tally/v1/explain.pb.h"

namespace tally {

ServicePtr ServeExplain(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Explanation::descriptor()->file(), "Explain", serving);
  service->Query<v1::ExplainInvoice, v1::Explanation>(
      "Invoice", [](const v1::ExplainInvoice&, const View&) -> absl::StatusOr<v1::Explanation> {
        return absl::UnimplementedError("not served yet");
      });
  return service;
}

}  // namespace tally
