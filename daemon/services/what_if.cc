#include "ledger/what_if/what_if.h"

#include <utility>

#include "daemon/services/services.h"

namespace tally {
namespace {

// Customers that are compared in one step, so that others get their turn, and about how large a
// message gets: clients take 4 MiB by default.
constexpr int kCustomersPerStep = 10;
constexpr size_t kMaxMessageBytes = 1 << 20;

class WhatIfSource final : public MessageSource {
 public:
  // `rows` are those of the books in `view`.
  WhatIfSource(View view, std::unique_ptr<Store> rows, std::unique_ptr<WhatIf> what_if)
      : view_(std::move(view)), rows_(std::move(rows)), what_if_(std::move(what_if)) {}

  Step Next() override {
    if (ended_) return {.message = nullptr, .end = absl::OkStatus()};
    for (int i = 0; i < kCustomersPerStep && what_if_->HasNext(); ++i) {
      for (v1::WhatIfMonth& month : what_if_->Next()) {
        bytes_ += month.ByteSizeLong();
        *part_->add_months() = std::move(month);
      }
    }
    ended_ = !what_if_->HasNext();
    // Nothing to tell yet: goes on as soon as it is its turn again.
    if (!ended_ && bytes_ < kMaxMessageBytes) return {.message = nullptr, .end = std::nullopt};
    if (ended_) *part_->mutable_totals() = what_if_->Totals();
    part_->set_position(view_.position());
    bytes_ = 0;
    return {.message = std::exchange(part_, std::make_unique<v1::WhatIfPart>()),
            .end = std::nullopt};
  }

 private:
  const View view_;
  const std::unique_ptr<Store> rows_;
  const std::unique_ptr<WhatIf> what_if_;
  std::unique_ptr<v1::WhatIfPart> part_ = std::make_unique<v1::WhatIfPart>();
  size_t bytes_ = 0;
  bool ended_ = false;
};

absl::StatusOr<std::unique_ptr<MessageSource>> Preview(Ledger& ledger,
                                                       const v1::PreviewWhatIf& query) {
  absl::StatusOr<View> view = ledger.ReadFor(query);
  if (!view.ok()) return view.status();
  std::unique_ptr<Store> rows = view->RowsOf(kBooksFold);
  const Context context{.now = ledger.Now(), .actor = "", .position = view->position()};
  auto what_if = WhatIf::Start(*rows, query, context);
  if (!what_if.ok()) return what_if.status();
  return std::make_unique<WhatIfSource>(*std::move(view), std::move(rows), *std::move(what_if));
}

}  // namespace

ServicePtr ServeWhatIf(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::WhatIfPart::descriptor()->file(), "WhatIf", serving);
  service->Stream<v1::PreviewWhatIf>("Preview", [serving](const v1::PreviewWhatIf& query) {
    return Preview(serving.ledger, query);
  });
  return service;
}

}  // namespace tally
