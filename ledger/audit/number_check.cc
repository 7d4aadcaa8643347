#include "ledger/audit/number_check.h"

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace tally {
namespace {

constexpr char kKind[] = "numbers of documents";
constexpr char kCounter[] = "{N}";

struct Issued {
  // Such as `invoice BILL-2026-10-001`.
  std::string subject;
  std::string org_id;
  std::string number;
  std::string series;
  uint64_t counter = 0;
};

// Whether `number` is `series` with `counter` in the place of the counter.
bool IsOfSeries(absl::string_view number, absl::string_view series, uint64_t counter) {
  const size_t at = series.find(kCounter);
  if (at == absl::string_view::npos) return false;
  uint64_t digits = 0;
  return absl::ConsumePrefix(&number, series.substr(0, at)) &&
         absl::ConsumeSuffix(&number, series.substr(at + sizeof(kCounter) - 1)) &&
         absl::SimpleAtoi(number, &digits) && digits == counter;
}

void Check(const Books& books, const Issued& issued, uint64_t position, Findings& findings) {
  const auto wrong = [&](absl::string_view message) {
    findings.Add(kKind, issued.subject, position, message);
  };
  if (!IsOfSeries(issued.number, issued.series, issued.counter)) {
    wrong(absl::StrCat("its number is not number ", issued.counter, " of ", issued.series));
  }
  const auto last = books.number_series.Find(issued.org_id, issued.series);
  const uint64_t next = last ? last->value() + 1 : 1;
  if (issued.counter != next) {
    wrong(absl::StrCat("is number ", issued.counter, " of ", issued.series, ", where ", next,
                       " is next"));
  }
  if (books.invoices.Has(issued.org_id, issued.number) ||
      books.credit_notes.Has(issued.org_id, issued.number)) {
    wrong("its number was given before, to another document");
  }
}

}  // namespace

void CheckNumber(const Books& books, const v1::RecordedEvent& event, Findings& findings) {
  if (event.event().has_invoice_issued()) {
    const v1::InvoiceIssued& body = event.event().invoice_issued();
    Check(books,
          {.subject = absl::StrCat("invoice ", body.invoice().number()),
           .org_id = body.org_id(),
           .number = body.invoice().number(),
           .series = body.number_series(),
           .counter = body.number_counter()},
          event.position(), findings);
  }
  if (event.event().has_credit_note_issued()) {
    const v1::CreditNoteIssued& body = event.event().credit_note_issued();
    Check(books,
          {.subject = absl::StrCat("credit note ", body.credit_note().number()),
           .org_id = body.org_id(),
           .number = body.credit_note().number(),
           .series = body.number_series(),
           .counter = body.number_counter()},
          event.position(), findings);
  }
}

}  // namespace tally
