#include "clients/cli/show/postings.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

struct NamedState {
  v1::PostingState state;
  const char* name;
};

constexpr NamedState kStates[] = {
    {v1::POSTING_STATE_WAITING, "waiting"},
    {v1::POSTING_STATE_IN_DOUBT, "in_doubt"},
    {v1::POSTING_STATE_POSTED, "posted"},
    {v1::POSTING_STATE_FAILED, "failed"},
};

std::string KindWords(v1::IssuedDocumentKind kind) {
  switch (kind) {
    case v1::ISSUED_DOCUMENT_KIND_INVOICE:
      return "invoice";
    case v1::ISSUED_DOCUMENT_KIND_CREDIT_NOTE:
      return "credit note";
    case v1::ISSUED_DOCUMENT_KIND_VOID:
      return "void";
    default:
      return "document";
  }
}

Style StyleOf(v1::PostingState state) {
  const bool needs_a_look =
      state == v1::POSTING_STATE_IN_DOUBT || state == v1::POSTING_STATE_FAILED;
  return needs_a_look ? Style::kWarning : Style::kPlain;
}

std::string AttemptsText(const v1::DocumentPosting& posting) {
  return posting.attempts() == 0 ? "" : absl::StrCat(posting.attempts());
}

}  // namespace

std::string PostingTable(const v1::PostingPage& page, const Look& look) {
  if (page.postings().empty()) return "No documents.\n";

  MoneyColumn total;
  for (const v1::DocumentPosting& posting : page.postings()) total.See(posting.document().total());
  TextTable table({{"document"},
                   {"is"},
                   {"client"},
                   {"issued"},
                   {total.Title("total"), TextTable::kRight},
                   {"state"},
                   {"attempts", TextTable::kRight, TextTable::kMayVanish},
                   {"there it is", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::DocumentPosting& posting : page.postings()) {
    const v1::IssuedDocument& document = posting.document();
    table.Add({{document.number()},
               {KindWords(document.kind())},
               {document.customer_id()},
               {document.issue_date()},
               {total.Amount(document.total())},
               {PostingStateWords(posting.state()), StyleOf(posting.state())},
               {AttemptsText(posting)},
               {posting.external_id()}});
    if (!posting.failure().empty()) table.AddNote(posting.failure(), 2);
  }
  return table.Layout(look);
}

std::string PostingSheet(const v1::DocumentPosting& posting) {
  const v1::IssuedDocument& document = posting.document();
  std::string text = absl::StrCat(document.number(), " in ", posting.system(), ": ",
                                  PostingStateWords(posting.state()), "\n");
  const auto add = [&](absl::string_view title, absl::string_view value) {
    if (!value.empty()) absl::StrAppend(&text, "  ", title, value, "\n");
  };
  add("is           ", KindWords(document.kind()));
  add("takes back   ", document.invoice_number());
  add("client       ", document.customer_id());
  add("issued       ", document.issue_date());
  add("total        ", AmountWithCurrency(document.total()));
  add("attempts     ", AttemptsText(posting));
  add("there it is  ", posting.external_id());
  add("failed       ", posting.failure());
  add("changed      ", RecordedText(posting.changed_at()));
  return text;
}

std::string PostReportText(const cli::PostReport& report, const Look& look) {
  std::string text =
      absl::StrCat("posted ", CountText(report.posted(), "document"), " to ", report.system());
  if (report.linked() > 0) {
    absl::StrAppend(&text, "; ", CountText(report.linked(), "document"),
                    report.linked() == 1 ? " was" : " were", " there already");
  }
  text += "\n";
  TextTable table({{"not posted"}, {"because"}});
  for (const cli::DocumentNotPosted& each : report.not_posted()) {
    table.Add({{each.document_number()}, {each.message()}});
  }
  return table.empty() ? text : absl::StrCat(text, "\n", table.Layout(look));
}

std::vector<std::string> PostingStateNames() {
  std::vector<std::string> names;
  for (const NamedState& each : kStates) names.emplace_back(each.name);
  return names;
}

std::optional<v1::PostingState> ParsePostingState(absl::string_view name) {
  for (const NamedState& each : kStates) {
    if (each.name == name) return each.state;
  }
  return std::nullopt;
}

std::string PostingStateWords(v1::PostingState state) {
  for (const NamedState& each : kStates) {
    if (each.state == state) return absl::StrReplaceAll(each.name, {{"_", " "}});
  }
  return "not waiting";
}

}  // namespace tally
