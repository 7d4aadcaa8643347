// LedgerPast: the past of an org, as a view of the ledger holds it.

#pragma once

#include <map>
#include <string>

#include "ledger/explain/past.h"
#include "ledger/ledger.h"

namespace tally {

class LedgerPast final : public Past {
 public:
  // `ledger` and `view`, a view of it, must outlive this.
  LedgerPast(const Ledger& ledger, const View& view, std::string org_id)
      : ledger_(ledger), view_(view), org_id_(std::move(org_id)) {}

  const Books& books() const override { return view_.books(); }
  absl::StatusOr<const Books*> BooksAt(uint64_t position) override;
  absl::StatusOr<v1::RecordedEvent> EventAt(uint64_t position) override;
  absl::Status ReadStream(absl::string_view stream,
                          const std::function<bool(const v1::RecordedEvent&)>& use) override;

 private:
  const Ledger& ledger_;
  const View& view_;
  const std::string org_id_;
  // The views of positions that were asked for.
  std::map<uint64_t, View> views_;
};

}  // namespace tally
