#include "ledger/refusals.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "daemon/services/audit.h"
#include "daemon/services/page.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

// What one message of a stream holds at most.
constexpr int kMaxRefusals = 100;

// Refusals from a number on, for ever.
class RefusalSource final : public MessageSource {
 public:
  RefusalSource(Ledger& ledger, const v1::FollowRefusalsRequest& query)
      : ledger_(ledger), org_id_(query.org_id()), next_(query.from_number()) {}

  ~RefusalSource() override { ledger_.refusal_bell().Forget(ticket_); }

  void WakeBy(std::function<void()> wake) override {
    ticket_ = ledger_.refusal_bell().Listen(std::move(wake));
  }

  Step Next() override {
    const View view = ledger_.Read();
    const Refusals refusals(view.snapshot().requests());
    auto page = std::make_unique<v1::RefusalPage>();
    const uint64_t first = std::max(next_, refusals.FirstNumber(org_id_));
    for (auto rows = refusals.Scan(org_id_, KeyOf(first)); rows.Valid(); rows.Next()) {
      if (page->refusals_size() == kMaxRefusals) break;
      *page->add_refusals() = rows.row();
    }
    if (page->refusals().empty()) return WaitForTheBell();
    next_ = page->refusals().rbegin()->number() + 1;
    return {.message = std::move(page), .end = std::nullopt};
  }

 private:
  static Step WaitForTheBell() {
    return {.message = nullptr,
            .end = std::nullopt,
            .wait_beyond = std::numeric_limits<uint64_t>::max()};
  }

  Ledger& ledger_;
  const std::string org_id_;
  uint64_t next_;
  uint64_t ticket_ = 0;
};

}  // namespace

absl::StatusOr<v1::RefusalPage> ListRefusals(const v1::ListRefusalsRequest& query,
                                             const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();
  const Refusals refusals(view.snapshot().requests());
  // Not from the very beginning: what was removed is in the way until RocksDB has tidied up.
  const std::string first = KeyOf(refusals.FirstNumber(query.org_id()));
  v1::RefusalPage reply;
  reply.set_next_page_token(page->Fill(refusals.Scan(query.org_id(), std::max(page->from(), first)),
                                       [&](const auto& rows) {
                                         *reply.add_refusals() = rows.row();
                                         return true;
                                       }));
  return reply;
}

absl::StatusOr<std::unique_ptr<MessageSource>> FollowRefusals(
    const v1::FollowRefusalsRequest& query, const Serving& serving) {
  const View view = serving.ledger.Read();
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  return std::make_unique<RefusalSource>(serving.ledger, query);
}

}  // namespace tally
