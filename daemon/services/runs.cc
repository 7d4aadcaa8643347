#include "ledger/deciders/runs.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/month_drafter.h"
#include "ledger/deciders/run_outcome.h"
#include "projections/run_history.h"

namespace tally {
namespace {

// Customers that one message of a preview shows at most, and about how large it gets: clients take
// 4 MiB by default.
constexpr int kCustomersPerMessage = 100;
constexpr size_t kMaxMessageBytes = 1 << 20;

absl::StatusOr<v1::Run> FindRun(const View& view, const std::string& org_id,
                                const std::string& run_id) {
  if (absl::Status is = CheckOrg(view.books(), org_id); !is.ok()) return is;
  return OrRefuse(view.books().runs.Find(org_id, run_id), v1::REASON_RUN_NOT_FOUND, "run_id",
                  run_id);
}

absl::StatusOr<v1::Run> Get(const v1::GetRun& query, const View& view) {
  return FindRun(view, query.org_id(), query.run_id());
}

absl::StatusOr<v1::RunPage> List(const v1::ListRuns& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto store = view.RowsOf(RunHistory::kName);
  const RunHistory history(*store);
  v1::RunPage reply;
  const auto take = [&](const Rows<google::protobuf::StringValue>& rows) {
    *reply.add_runs() = *view.books().runs.Find(query.org_id(), rows.row().value());
    return true;
  };
  reply.set_next_page_token(
      query.month().empty()
          ? page->Fill(history.latest_first.ScanFrom(page->from(), query.org_id()), take)
          : page->Fill(
                history.latest_of_month_first.ScanFrom(page->from(), query.org_id(), query.month()),
                take));
  return reply;
}

absl::StatusOr<v1::RunOutcomePage> ListOutcomes(const v1::ListRunOutcomes& query,
                                                const View& view) {
  const absl::StatusOr<v1::Run> run = FindRun(view, query.org_id(), query.run_id());
  if (!run.ok()) return run.status();
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto store = view.RowsOf(RunHistory::kName);
  const RunHistory history(*store);
  const auto& outcomes = query.only_skipped() ? history.skipped : history.outcomes;
  v1::RunOutcomePage reply;
  reply.set_next_page_token(
      page->Fill(outcomes.ScanFrom(page->from(), query.org_id(), query.run_id()),
                 [&](const Rows<v1::RunOutcome>& rows) {
                   *reply.add_outcomes() = rows.row();
                   return true;
                 }));
  return reply;
}

// What a run would do, by customer, on one view.
class PreviewSource final : public MessageSource {
 public:
  PreviewSource(View view, const v1::Org& org, const v1::PreviewRun& query, absl::Time now)
      : view_(std::move(view)),
        drafter_(view_.books(), org, *ParseMonth(query.month()), now),
        only_(query.customer_ids().begin(), query.customer_ids().end()),
        customers_(view_.books().customers.Scan(org.org_id())) {}

  Step Next() override {
    if (ended_) return {.message = nullptr, .end = absl::OkStatus()};
    auto part = std::make_unique<v1::RunPreview>();
    part->set_position(view_.position());
    size_t bytes = 0;
    for (int i = 0; i < kCustomersPerMessage && bytes < kMaxMessageBytes && customers_.Valid();
         ++i, customers_.Next()) {
      const v1::Customer customer = customers_.row();
      if (only_.empty() || only_.contains(customer.customer_id())) bytes += Add(customer, *part);
    }
    if (!customers_.Valid()) End(*part);
    return {.message = std::move(part), .end = std::nullopt};
  }

 private:
  // Returns the size of what was added.
  size_t Add(const v1::Customer& customer, v1::RunPreview& part) {
    // Who is asked for by name is shown though it is on trial.
    CustomerOutcome done = only_.empty() ? RunFor(view_.books(), drafter_, customer)
                                         : RunInSpiteOfTrial(view_.books(), drafter_, customer);
    SkipIfSumIsOutOfRange(totals_, done);
    if (!done.content) {
      v1::RunOutcome& skipped = *part.add_skipped();
      skipped = std::move(done.outcome);
      return skipped.ByteSizeLong();
    }
    v1::PreviewedDraft& draft = *part.add_drafts();
    draft.set_customer_id(customer.customer_id());
    *draft.mutable_content() = *std::move(done.content);
    return draft.ByteSizeLong();
  }

  void End(v1::RunPreview& part) {
    ended_ = true;
    *part.mutable_totals() = totals_;
    const auto unmapped = drafter_.UnmappedAccounts();
    *part.mutable_unmapped_accounts() = {unmapped.begin(), unmapped.end()};
  }

  const View view_;
  const MonthDrafter drafter_;
  const std::set<std::string> only_;
  Rows<v1::Customer> customers_;
  google::protobuf::RepeatedPtrField<v1::Totals> totals_;
  bool ended_ = false;
};

// A run, whenever it has got on.
class FollowSource final : public MessageSource {
 public:
  FollowSource(Ledger& ledger, v1::FollowRun query) : ledger_(ledger), query_(std::move(query)) {}

  Step Next() override {
    if (ended_) return {.message = nullptr, .end = absl::OkStatus()};
    const View view = ledger_.Read();
    auto run = std::make_unique<v1::Run>(*view.books().runs.Find(query_.org_id(), query_.run_id()));
    ended_ = run->status() == v1::RUN_STATUS_COMPLETED;
    if (!ended_ && run->last_customer_id() == last_customer_id_) {
      return {.message = nullptr, .end = std::nullopt, .wait_beyond = view.position()};
    }
    last_customer_id_ = run->last_customer_id();
    return {.message = std::move(run), .end = std::nullopt};
  }

 private:
  Ledger& ledger_;
  const v1::FollowRun query_;
  // The last customer that was done when the run was last sent; nothing if it never was.
  std::optional<std::string> last_customer_id_;
  bool ended_ = false;
};

absl::StatusOr<std::unique_ptr<MessageSource>> Preview(Ledger& ledger,
                                                       const v1::PreviewRun& query) {
  absl::StatusOr<View> view = ledger.ReadFor(query);
  if (!view.ok()) return view.status();
  const absl::StatusOr<v1::Org> org = FindOrg(view->books(), query.org_id());
  if (!org.ok()) return org.status();
  for (int i = 0; i < query.customer_ids_size(); ++i) {
    const auto customer =
        FindCustomer(view->books(), query.org_id(), absl::StrCat("customer_ids[", i, "]"),
                     query.customer_ids(i));
    if (!customer.ok()) return customer.status();
  }
  return std::make_unique<PreviewSource>(*std::move(view), *org, query, ledger.Now());
}

absl::StatusOr<std::unique_ptr<MessageSource>> Follow(Ledger& ledger, const v1::FollowRun& query) {
  const absl::StatusOr<v1::Run> run = FindRun(ledger.Read(), query.org_id(), query.run_id());
  if (!run.ok()) return run.status();
  return std::make_unique<FollowSource>(ledger, query);
}

}  // namespace

ServicePtr ServeRuns(const Serving& serving, DriveRun drive) {
  auto service = std::make_unique<RpcService>(*v1::Run::descriptor()->file(), "Runs", serving);
  service->Command<v1::StartRun>(
      "Start",
      [drive = std::move(drive)](const v1::StartRun& command, const v1::StartRunReply& reply) {
        drive(command.org_id(), reply.run_id());
      });
  service->Stream<v1::PreviewRun>(
      "Preview", [serving](const v1::PreviewRun& query) { return Preview(serving.ledger, query); });
  service->Stream<v1::FollowRun>(
      "Follow", [serving](const v1::FollowRun& query) { return Follow(serving.ledger, query); });
  service->Query<v1::GetRun, v1::Run>("Get", &Get);
  service->Query<v1::ListRuns, v1::RunPage>("List", &List);
  service->Query<v1::ListRunOutcomes, v1::RunOutcomePage>("ListOutcomes", &ListOutcomes);
  return service;
}

}  // namespace tally
