#include "clients/cli/show/quotes.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/document_totals.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

struct Named {
  v1::QuoteStatus status;
  const char* name;
};

constexpr Named kStatuses[] = {
    {v1::QUOTE_STATUS_DRAFT, "draft"},       {v1::QUOTE_STATUS_SENT, "sent"},
    {v1::QUOTE_STATUS_ACCEPTED, "accepted"}, {v1::QUOTE_STATUS_DECLINED, "declined"},
    {v1::QUOTE_STATUS_EXPIRED, "expired"},
};

Style StyleOf(v1::QuoteStatus status) {
  switch (status) {
    case v1::QUOTE_STATUS_ACCEPTED:
      return Style::kGood;
    case v1::QUOTE_STATUS_DECLINED:
    case v1::QUOTE_STATUS_EXPIRED:
      return Style::kWarning;
    default:
      return Style::kPlain;
  }
}

std::string EveryWords(uint32_t count, const char* unit) {
  return count == 1 ? absl::StrCat("every ", unit) : absl::StrCat("every ", count, " ", unit, "s");
}

// `once`, `monthly`, `every 3 months, in advance`.
std::string DueWords(const v1::QuoteLine& line) {
  if (!line.has_cadence()) return "once";
  const v1::Cadence& cadence = line.cadence();
  std::string words = "monthly";
  if (cadence.has_weeks()) {
    words = EveryWords(cadence.weeks(), "week");
  } else if (cadence.months() == 12) {
    words = "yearly";
  } else if (cadence.months() > 1) {
    words = EveryWords(cadence.months(), "month");
  }
  if (cadence.timing() == v1::TIMING_IN_ADVANCE) absl::StrAppend(&words, ", in advance");
  if (!cadence.anchor().empty()) absl::StrAppend(&words, ", from ", cadence.anchor());
  return words;
}

// `vat`, or `vat 21%` where the tax has several rates.
std::string TaxOf(const v1::Line& line) {
  if (line.tax_rate_percent().empty()) return line.tax_id();
  return absl::StrCat(line.tax_id(), " ", line.tax_rate_percent(), "%");
}

std::string LinesTable(const v1::QuoteRevision& revision, const Look& look) {
  const std::string& currency = revision.first_period().totals().total().currency();
  TextTable table({{"description", TextTable::kLeft, TextTable::kMayShrink},
                   {"line"},
                   {"quantity", TextTable::kRight},
                   {"price", TextTable::kRight},
                   {absl::StrCat("amount ", currency), TextTable::kRight},
                   {"tax"},
                   {"tax on it", TextTable::kRight, TextTable::kMayVanish},
                   {"due"}});
  for (const v1::QuoteLine& quoted : revision.lines()) {
    const v1::Line& line = quoted.line();
    table.Add({{line.description()},
               {line.line_id(), Style::kFaint},
               {Grouped(line.quantity())},
               {PriceText(line.unit_price(), currency)},
               {AmountText(line.amount())},
               {TaxOf(line)},
               {Grouped(line.tax())},
               {DueWords(quoted)}});
  }
  return table.Layout(look);
}

bool IsDueOnce(const v1::QuoteRevision& revision) {
  for (const v1::QuoteLine& line : revision.lines()) {
    if (!line.has_cadence()) return true;
  }
  return false;
}

bool Recurs(const v1::QuoteRevision& revision) {
  for (const v1::QuoteLine& line : revision.lines()) {
    if (line.has_cadence()) return true;
  }
  return false;
}

std::string Totals(const char* title, const v1::QuoteTotals& totals, const Look& look) {
  return absl::StrCat("\n", Paint(title, Style::kHeading, look), "\n",
                      TotalsTable(totals.tax_groups(), totals.totals(), {}, look));
}

// What accepting costs at once and, if anything recurs, what the first periods come to.
std::string AllTotals(const v1::QuoteRevision& revision, const Look& look) {
  std::string text = IsDueOnce(revision)
                         ? Totals("due on acceptance", revision.due_on_acceptance(), look)
                         : "\nnothing is due on acceptance\n";
  if (Recurs(revision)) {
    absl::StrAppend(&text,
                    Totals("first-period total: one period of each line, and what is due once",
                           revision.first_period(), look));
  }
  return absl::StrCat(text, TaxRoundingText(revision.tax_rounding()));
}

std::string Head(const v1::QuoteView& view, const v1::QuoteRevision& revision, const Look& look) {
  const v1::BillTo& bill_to = revision.bill_to();
  std::string head = absl::StrCat(
      Paint(absl::StrCat("Quote ", view.quote_id(), ", revision ", revision.revision()),
            Style::kHeading, look),
      "\n  for         ", bill_to.name(), " (", bill_to.customer_id(), ")\n");
  if (!bill_to.email().empty()) absl::StrAppend(&head, "  sent to     ", bill_to.email(), "\n");
  absl::StrAppend(&head, "  made        ", revision.date(), "\n");
  if (!revision.valid_until().empty()) {
    absl::StrAppend(&head, "  valid until ", revision.valid_until(), "\n");
  }
  absl::StrAppend(&head, "  to be paid  ", revision.terms().text(), "\n");
  if (!revision.project_id().empty()) {
    absl::StrAppend(&head, "  project     ", revision.project_id(), "\n");
  }
  return head;
}

// What became of the quote; of a revision that is not the latest only that.
std::string Fate(const v1::QuoteView& view, const v1::QuoteRevision& revision) {
  if (revision.revision() != static_cast<uint32_t>(view.revisions_size())) {
    return absl::StrCat("revised by revision ", view.revisions_size(), "\n");
  }
  switch (view.status()) {
    case v1::QUOTE_STATUS_DRAFT:
      return "not sent yet\n";
    case v1::QUOTE_STATUS_SENT:
      return absl::StrCat("sent on ", view.sent_on(), "\n");
    case v1::QUOTE_STATUS_EXPIRED:
      return absl::StrCat("sent on ", view.sent_on(), ", and expired\n");
    case v1::QUOTE_STATUS_DECLINED:
      return absl::StrCat("declined on ", view.decided_on(), ": ", view.reason(), "\n");
    case v1::QUOTE_STATUS_ACCEPTED:
      return absl::StrCat(
          "accepted on ", view.decided_on(),
          view.invoice_number().empty() ? "" : absl::StrCat(", invoice ", view.invoice_number()),
          view.plan_effective_from().empty()
              ? ""
              : absl::StrCat(", in the plan from ", view.plan_effective_from()),
          "\n");
    default:
      return "";
  }
}

}  // namespace

std::string QuoteTable(const v1::QuotePage& page, const Look& look) {
  if (page.quotes().empty()) return "No quotes.\n";
  MoneyColumn money;
  for (const v1::QuoteView& view : page.quotes()) {
    money.See(view.revisions(0).first_period().totals().total());
  }
  TextTable table({{"quote"},
                   {"client"},
                   {"revision", TextTable::kRight},
                   {"made"},
                   {"valid until", TextTable::kLeft, TextTable::kMayVanish},
                   {money.Title("due on acceptance"), TextTable::kRight},
                   {"first-period total", TextTable::kRight},
                   {"status"},
                   {"invoice", TextTable::kLeft, TextTable::kMayVanish},
                   {"plan from", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::QuoteView& view : page.quotes()) {
    const v1::QuoteRevision& revision = view.revisions(0);
    table.Add({{view.quote_id()},
               {view.customer_id()},
               {absl::StrCat(revision.revision())},
               {revision.date()},
               {revision.valid_until()},
               {money.Amount(revision.due_on_acceptance().totals().total())},
               {money.Amount(revision.first_period().totals().total())},
               {StatusName(view.status()), StyleOf(view.status())},
               {view.invoice_number()},
               {view.plan_effective_from()}});
  }
  return table.Layout(look);
}

std::string QuoteSheet(const v1::QuoteView& view, const v1::QuoteRevision& revision,
                       const Look& look) {
  const std::string note = revision.note().empty() ? "" : absl::StrCat("\n", revision.note(), "\n");
  return absl::StrCat(Head(view, revision, look), "\n", LinesTable(revision, look),
                      AllTotals(revision, look), note, "\n", Fate(view, revision));
}

std::string StatusName(v1::QuoteStatus status) {
  for (const Named& each : kStatuses) {
    if (each.status == status) return each.name;
  }
  return "";
}

std::vector<std::string> QuoteStatusNames() {
  std::vector<std::string> names;
  for (const Named& each : kStatuses) names.emplace_back(each.name);
  return names;
}

std::optional<v1::QuoteStatus> ParseQuoteStatus(absl::string_view name) {
  for (const Named& each : kStatuses) {
    if (each.name == name) return each.status;
  }
  return std::nullopt;
}

}  // namespace tally
