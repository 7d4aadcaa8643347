#include "ledger/explain/correction.h"

#include "absl/strings/str_cat.h"
#include "ledger/explain/document_words.h"
#include "ledger/explain/line.h"
#include "ledger/explain/one_off.h"
#include "ledger/explain/tax.h"

namespace tally {
namespace {

// The credit note is issued in the same write, just before the invoice that bills again.
void AddCreditOfOriginal(const Invoiced& correction, Past& past, Grounds& grounds,
                         v1::Explanation& corrects) {
  const uint64_t position = correction.view.position() - 1;
  const absl::StatusOr<v1::RecordedEvent> event = past.EventAt(position);
  grounds.Note(event.status());
  if (!event.ok() || !event->event().has_credit_note_issued()) return;
  const v1::CreditNote& note = event->event().credit_note_issued().credit_note();
  v1::Explanation& credit =
      grounds.Under(corrects, v1::EXPLANATION_KIND_CREDIT, CreditWords(note), position);
  *credit.mutable_amount() = note.totals().total();
}

}  // namespace

v1::Explanation ExplainLineOf(const std::vector<Invoiced>& chain, size_t index,
                              const v1::Line& line, Grounds& grounds) {
  const Invoiced& invoiced = chain[index];
  const v1::Invoice& invoice = invoiced.invoice();
  if (invoiced.basis) return ExplainLine(*invoiced.basis, invoice, line, grounds);
  if (invoiced.origin) return ExplainOneOffLine(invoiced, line, grounds);

  v1::Explanation explained = StartLine(line, grounds);
  const Invoiced* original = index + 1 < chain.size() ? &chain[index + 1] : nullptr;
  const v1::Line* was = original == nullptr ? nullptr : original->FindLine(line.line_id());
  grounds.Under(explained, v1::EXPLANATION_KIND_OVERRIDE,
                was == nullptr ? CorrectsWords(invoice) : CorrectedLineWords(*was, invoice),
                invoiced.view.position());
  AddRounding(line, invoiced.org, grounds, explained);
  grounds.Under(explained, v1::EXPLANATION_KIND_TAX,
                TaxAsOnWords(TaxGroupOf(invoice, line), invoice.corrects_number()),
                original == nullptr ? 0 : original->view.position());
  if (was != nullptr) *explained.add_children() = ExplainLineOf(chain, index + 1, *was, grounds);
  return explained;
}

void AddCorrection(const std::vector<Invoiced>& chain, Past& past, Grounds& grounds,
                   v1::Explanation& document) {
  const Invoiced& correction = chain.front();
  const v1::Invoice& invoice = correction.invoice();
  v1::Explanation& corrects = grounds.Under(document, v1::EXPLANATION_KIND_OVERRIDE,
                                            CorrectsWords(invoice), correction.view.position());
  AddCreditOfOriginal(correction, past, grounds, corrects);
  grounds.Under(document, v1::EXPLANATION_KIND_DEFINITION,
                TermsWords(invoice, absl::StrCat("as on ", invoice.corrects_number())),
                OriginalAt(chain));
  grounds.Under(document, v1::EXPLANATION_KIND_APPROVAL, CorrectionApprovedWords(invoice),
                correction.view.position());
}

uint64_t OriginalAt(const std::vector<Invoiced>& chain) {
  return chain.size() > 1 ? chain[1].view.position() : 0;
}

}  // namespace tally
