#include "projections/journal.h"

#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/base/refusal.h"
#include "ledger/deciders/lookup.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// Entries that one message of an export holds at most, and about how large it gets: clients take
// 4 MiB by default.
constexpr int kEntriesPerMessage = 1000;
constexpr size_t kMaxMessageBytes = 1 << 20;

// The entries of an org by day and position, on one view.
class JournalSource final : public MessageSource {
 public:
  JournalSource(View view, v1::ExportJournal query)
      : view_(std::move(view)),
        query_(std::move(query)),
        rows_(view_.RowsOf(Journal::kName)),
        journal_(*rows_),
        entries_(journal_.entries.ScanFrom(query_.from(), query_.org_id())) {}

  Step Next() override {
    if (ended_) return {.message = nullptr, .end = absl::OkStatus()};
    auto part = std::make_unique<v1::JournalPart>();
    part->set_position(view_.position());
    size_t bytes = 0;
    while (!ended_ && part->entries_size() < kEntriesPerMessage && bytes < kMaxMessageBytes) {
      bytes += Take(*part);
    }
    return {.message = std::move(part), .end = std::nullopt};
  }

 private:
  // Adds the next entry to `part`, or ends the export. Returns the size of what was added.
  size_t Take(v1::JournalPart& part) {
    ended_ = !entries_.Valid();
    if (ended_) return 0;
    v1::JournalEntry entry = entries_.row();
    ended_ = !query_.to().empty() && entry.date() > query_.to();
    if (ended_) return 0;
    *part.add_entries() = std::move(entry);
    const size_t bytes = entries_.row_bytes();
    entries_.Next();
    return bytes;
  }

  const View view_;
  const v1::ExportJournal query_;
  const std::unique_ptr<Store> rows_;
  const Journal journal_;
  Rows<v1::JournalEntry> entries_;
  bool ended_ = false;
};

absl::StatusOr<std::unique_ptr<MessageSource>> Export(Ledger& ledger,
                                                      const v1::ExportJournal& query) {
  absl::StatusOr<View> view = ledger.ReadFor(query);
  if (!view.ok()) return view.status();
  if (absl::Status is = CheckOrg(view->books(), query.org_id()); !is.ok()) return is;
  return std::make_unique<JournalSource>(*std::move(view), query);
}

// Takes the accounts that something stands on.
class TakeBalances {
 public:
  TakeBalances(const Journal& journal, const v1::ListJournalBalances& query,
               v1::JournalBalancePage& reply, absl::Status& status)
      : journal_(journal), query_(query), reply_(reply), status_(status) {}

  bool operator()(const Rows<google::protobuf::BytesValue>& rows) const {
    const JournalAccountName name = Journal::TakeName(rows.rest_of_key());
    const absl::int128 sum = query_.date().empty()
                                 ? Journal::SumIn(rows.row())
                                 : journal_.BalanceOn(query_.date(), query_.org_id(), name);
    if (sum == 0) return false;
    const bool fits =
        sum >= std::numeric_limits<int64_t>::min() && sum <= std::numeric_limits<int64_t>::max();
    if (!fits) {
      status_ = Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "",
                       absl::StrCat("what stands on ", v1::JournalAccount_Name(name.account), " ",
                                    name.subject, " in ", name.currency, " does not fit"));
      return false;
    }
    v1::JournalBalance& balance = *reply_.add_balances();
    balance.set_account(name.account);
    balance.set_subject(name.subject);
    *balance.mutable_amount() = MakeMoney(static_cast<int64_t>(sum), name.currency);
    return true;
  }

 private:
  const Journal& journal_;
  const v1::ListJournalBalances& query_;
  v1::JournalBalancePage& reply_;
  absl::Status& status_;
};

absl::StatusOr<v1::JournalBalancePage> ListBalances(const v1::ListJournalBalances& query,
                                                    const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto store = view.RowsOf(Journal::kName);
  const Journal journal(*store);
  v1::JournalBalancePage reply;
  absl::Status status;
  const TakeBalances take(journal, query, reply, status);
  reply.set_next_page_token(
      page->Fill(journal.balances.ScanFrom(page->from(), query.org_id()), take));
  if (!status.ok()) return status;
  return reply;
}

}  // namespace

ServicePtr ServeJournal(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::JournalEntry::descriptor()->file(), "Journal", serving);
  service->Stream<v1::ExportJournal>("Export", [serving](const v1::ExportJournal& query) {
    return Export(serving.ledger, query);
  });
  service->Query<v1::ListJournalBalances, v1::JournalBalancePage>("ListBalances", &ListBalances);
  return service;
}

}  // namespace tally
