#include <algorithm>
#include <deque>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "daemon/services/audit.h"
#include "ledger/base/refusal.h"
#include "ledger/deciders/lookup.h"
#include "ledger/exports/exported_event.h"
#include "ledger/exports/inclusion_paths.h"
#include "ledger/streams.h"
#include "projections/invoice_list.h"

namespace tally {
namespace {

constexpr uint32_t kVersion = 1;
// Events are read ahead up to this size, and one record at least.
constexpr size_t kMaxReadAheadBytes = 1 << 20;
// Events that are looked at in one step, so that a narrow filter cannot make it long.
constexpr uint64_t kMaxLookedAt = 4'096;

// Returns the request with its positions filled in, in a log of `size` events; refuses those that
// are not in it.
absl::StatusOr<v1::ExportRequest> FillIn(v1::ExportRequest request, uint64_t size) {
  const auto beyond = [&](absl::string_view field, uint64_t position) {
    return Refuse(v1::REASON_POSITION_NOT_FOUND, field,
                  absl::StrCat("is ", position, ", but the log ends at ", size));
  };
  if (request.first_position() > size) return beyond("first_position", request.first_position());
  if (request.last_position() > size) return beyond("last_position", request.last_position());
  request.set_first_position(std::max<uint64_t>(request.first_position(), 1));
  if (request.last_position() == 0) request.set_last_position(size);
  if (size > 0 && request.first_position() > request.last_position()) {
    return Refuse(v1::REASON_FIELD_INVALID, "last_position",
                  absl::StrCat("is ", request.last_position(), ", before the first, ",
                               request.first_position()));
  }
  return request;
}

absl::Status CheckWhose(const v1::ExportRequest& request, const Books& books) {
  if (!request.org_id().empty()) {
    if (absl::Status is = CheckOrg(books, request.org_id()); !is.ok()) return is;
  }
  if (request.customer_id().empty()) return absl::OkStatus();
  if (request.org_id().empty()) {
    return Refuse(v1::REASON_FIELD_MISSING, "org_id", "is needed for a customer");
  }
  return FindCustomer(books, request.org_id(), "customer_id", request.customer_id()).status();
}

// Finds the positions of what concerns one customer.
class CustomerEvents {
 public:
  CustomerEvents(const View& view, const v1::ExportRequest& request)
      : request_(request),
        books_(view.books()),
        stream_rows_(view.RowsOf(kStreamsFold)),
        streams_(*stream_rows_),
        invoice_rows_(view.RowsOf(InvoiceList::kName)),
        invoices_(*invoice_rows_) {}

  // In order.
  std::deque<uint64_t> Positions() {
    Add(absl::StrCat("customers/", request_.customer_id()));
    Add(absl::StrCat("plans/", request_.customer_id()));
    AddProjects();
    AddQuotes();
    AddDrafts();
    for (auto rows = invoices_.by_customer.Scan(request_.org_id(), request_.customer_id());
         rows.Valid(); rows.Next()) {
      absl::string_view key = rows.rest_of_key();
      const auto invoice = invoices_.invoices.Find(request_.org_id(), TakeNumber(key));
      if (invoice) Add(absl::StrCat("invoices/", invoice->number()));
    }
    std::sort(positions_.begin(), positions_.end());
    return std::move(positions_);
  }

 private:
  void Add(const std::string& stream) {
    for (auto rows = streams_.positions.Scan(request_.org_id(), stream); rows.Valid();
         rows.Next()) {
      const uint64_t position = rows.row().value();
      if (position < request_.first_position() || position > request_.last_position()) continue;
      positions_.push_back(position);
    }
  }

  void AddProjects() {
    for (auto rows = books_.projects.Scan(request_.org_id()); rows.Valid(); rows.Next()) {
      const v1::Project project = rows.row().project();
      if (project.customer_id() != request_.customer_id()) continue;
      Add(absl::StrCat("projects/", project.project_id()));
    }
  }

  void AddQuotes() {
    for (auto rows = books_.quotes.Scan(request_.org_id()); rows.Valid(); rows.Next()) {
      const v1::QuoteView quote = rows.row();
      if (quote.customer_id() != request_.customer_id()) continue;
      Add(absl::StrCat("quotes/", quote.quote_id()));
    }
  }

  // Drafts are named by month first: goes from month to month, and looks for the customer in each.
  void AddDrafts() {
    std::string from = "drafts/";
    while (true) {
      const auto rows = streams_.heads.ScanFrom(from, request_.org_id());
      if (!rows.Valid()) return;
      absl::string_view key = rows.rest_of_key();
      const std::string stream = TakeText(key);
      if (!absl::StartsWith(stream, "drafts/")) return;
      const std::string month = stream.substr(0, stream.rfind('/'));
      Add(absl::StrCat(month, "/", request_.customer_id()));
      // After all of the month: '0' is the character after the slash.
      from = absl::StrCat(month, "0");
    }
  }

  const v1::ExportRequest& request_;
  const Books& books_;
  const std::unique_ptr<Store> stream_rows_;
  const Streams streams_;
  const std::unique_ptr<Store> invoice_rows_;
  const InvoiceList invoices_;
  std::deque<uint64_t> positions_;
};

// A header, the events, and an end. The tree of the header does not change any more, so each step
// reads from a view of now, and no old one is held for as long as the reader takes.
class ExportSource final : public MessageSource {
 public:
  // `positions` are those of the customer, if the request names one.
  ExportSource(Ledger& ledger, v1::ExportHeader header, uint64_t size,
               std::deque<uint64_t> positions)
      : ledger_(ledger),
        header_(std::move(header)),
        positions_(std::move(positions)),
        next_(header_.request().first_position()),
        paths_(size) {}

  Step Next() override {
    if (!std::exchange(sent_header_, true)) {
      auto frame = std::make_unique<v1::ExportFrame>();
      *frame->mutable_header() = header_;
      return Send(std::move(frame));
    }
    if (ready_.empty() && !IsAtEnd()) {
      if (absl::Status read = ReadAhead(); !read.ok()) return {.message = nullptr, .end = read};
      // Nothing was wanted of what was looked at: goes on from where it is, unless the reader left.
      if (ready_.empty() && !IsAtEnd()) {
        return {.message = nullptr, .end = std::nullopt, .wait_beyond = next_ - 1};
      }
    }
    if (!ready_.empty()) {
      auto frame = std::make_unique<v1::ExportFrame>();
      *frame->mutable_event() = std::move(ready_.front());
      ready_.pop_front();
      sent_events_ += 1;
      return Send(std::move(frame));
    }
    if (std::exchange(sent_end_, true)) return {.message = nullptr, .end = absl::OkStatus()};
    auto frame = std::make_unique<v1::ExportFrame>();
    frame->mutable_end()->set_event_count(sent_events_);
    return Send(std::move(frame));
  }

 private:
  static Step Send(std::unique_ptr<v1::ExportFrame> frame) {
    return {.message = std::move(frame), .end = std::nullopt};
  }

  const v1::ExportRequest& request() const { return header_.request(); }
  bool IsOfCustomer() const { return !request().customer_id().empty(); }
  bool IsAtEnd() const {
    return next_ > request().last_position() || (IsOfCustomer() && positions_.empty());
  }

  absl::Status ReadAhead() {
    const View view = ledger_.Read();
    const uint64_t first = next_;
    size_t bytes = 0;
    absl::Status status;
    if (IsOfCustomer()) next_ = positions_.front();
    const absl::Status read = view.snapshot().ReadRecords(next_, [&](const Record& record) {
      status = Take(record, view.snapshot(), bytes);
      const bool goes_on = status.ok() && !IsOfCustomer() && !IsAtEnd() &&
                           bytes < kMaxReadAheadBytes && next_ - first < kMaxLookedAt;
      return goes_on;
    });
    if (!read.ok() || !status.ok()) return read.ok() ? status : read;
    if (!IsOfCustomer() || positions_.empty() || positions_.front() >= next_) return status;
    return absl::DataLossError(absl::StrCat("the log does not hold position ", positions_.front()));
  }

  // Makes ready what is wanted of `record`, and adds its size to `bytes`.
  absl::Status Take(const Record& record, Snapshot& snapshot, size_t& bytes) {
    const v1::Commit& commit = record.commit;
    const uint64_t after = commit.first_position() + static_cast<uint64_t>(commit.events_size());
    const bool is_of_org = request().org_id().empty() || request().org_id() == commit.org_id();
    if (is_of_org) {
      auto events = ExportedEventsOf(commit, record.personal);
      if (!events.ok()) return events.status();
      for (v1::ExportedEvent& event : *events) {
        if (!TakeIfWanted(event.leaf().position())) continue;
        if (absl::Status added = AddPath(event, snapshot); !added.ok()) return added;
        bytes += event.ByteSizeLong();
        ready_.push_back(std::move(event));
      }
    }
    next_ = after;
    return absl::OkStatus();
  }

  bool TakeIfWanted(uint64_t position) {
    if (position < next_ || position > request().last_position()) return false;
    if (!IsOfCustomer()) return true;
    if (positions_.empty() || positions_.front() != position) return false;
    positions_.pop_front();
    return true;
  }

  absl::Status AddPath(v1::ExportedEvent& event, Snapshot& snapshot) {
    const auto path = paths_.Next(event.leaf().position() - 1, ReaderOf(snapshot));
    if (!path.ok()) return path.status();
    for (const Hash& hash : *path) event.add_path(std::string(BytesOf(hash)));
    return absl::OkStatus();
  }

  Ledger& ledger_;
  const v1::ExportHeader header_;
  // Of the customer, those that were not read yet.
  std::deque<uint64_t> positions_;
  // First position that was not looked at.
  uint64_t next_;
  InclusionPaths paths_;
  std::deque<v1::ExportedEvent> ready_;
  bool sent_header_ = false;
  bool sent_end_ = false;
  uint64_t sent_events_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MessageSource>> OpenExport(const v1::ExportRequest& query,
                                                          const Serving& serving) {
  {
    const View view = serving.ledger.Read();
    if (absl::Status is = CheckWhose(query, view.books()); !is.ok()) return is;
    const auto filled_in = FillIn(query, view.position());
    if (!filled_in.ok()) return filled_in.status();
  }
  const absl::StatusOr<Signed> checkpoint = serving.signer.Sign();
  if (!checkpoint.ok()) return checkpoint.status();
  const uint64_t size = checkpoint->checkpoint.size;
  const absl::StatusOr<v1::ExportRequest> request = FillIn(query, size);
  if (!request.ok()) return request.status();

  v1::ExportHeader header;
  header.set_version(kVersion);
  header.set_checkpoint(checkpoint->note);
  *header.mutable_request() = *request;
  std::deque<uint64_t> positions;
  if (!request->customer_id().empty()) {
    const View view = serving.ledger.Read();
    positions = CustomerEvents(view, *request).Positions();
  }
  return std::make_unique<ExportSource>(serving.ledger, std::move(header), size,
                                        std::move(positions));
}

}  // namespace tally
