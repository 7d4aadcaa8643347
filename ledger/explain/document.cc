#include "ledger/explain/document.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/explain/correction.h"
#include "ledger/explain/document_words.h"
#include "ledger/explain/line_words.h"
#include "ledger/explain/one_off.h"
#include "ledger/explain/tax.h"

namespace tally {
namespace {

// What of the total is to be paid, and what it comes to in the books, where that differs.
void AddPayable(const v1::Invoice& invoice, const v1::Org& org, Grounds& grounds,
                v1::Explanation& document) {
  const v1::Totals& totals = invoice.totals();
  if (totals.has_rounding()) {
    v1::Explanation& coins = grounds.Under(document, v1::EXPLANATION_KIND_ROUNDING,
                                           CoinsWords(totals), PositionOf(org.etag()));
    *coins.mutable_amount() = totals.rounding();
  }
  if (totals.has_customer_credit()) {
    grounds.Under(document, v1::EXPLANATION_KIND_DEFINITION, CustomerCreditWords(totals));
  }
  if (invoice.has_base_totals()) {
    grounds.Under(document, v1::EXPLANATION_KIND_DEFINITION,
                  BaseTotalsWords(invoice.base_totals(), org),
                  invoice.base_totals().exchange().position());
  }
}

void AddDefinitions(const Basis& basis, const v1::Invoice& invoice, Grounds& grounds,
                    v1::Explanation& document) {
  grounds.Under(document, v1::EXPLANATION_KIND_DEFINITION, BilledToWords(invoice.bill_to()),
                PositionOf(basis.customer.etag()));
  const bool has_own_terms = basis.customer.has_payment_terms();
  grounds.Under(
      document, v1::EXPLANATION_KIND_DEFINITION,
      TermsWords(invoice, has_own_terms ? "your own terms"
                                        : absl::StrCat("the terms of ", basis.org.name())),
      PositionOf(has_own_terms ? basis.customer.etag() : basis.org.etag()));
}

void AddRun(const v1::DraftGenerated& generated, const absl::TimeZone& zone, Past& past,
            Grounds& grounds, v1::Explanation& draft) {
  const auto add_first = [&](const v1::RecordedEvent& event) {
    grounds.Under(draft, v1::EXPLANATION_KIND_DRAFT,
                  RunWords(event.event().run_started(), grounds.DeedAt(event.position(), zone)),
                  event.position());
    return false;
  };
  grounds.Note(past.ReadStream(absl::StrCat("runs/", generated.run_id()), add_first));
}

// The draft, as it was last made: by a run, or again by a person.
void AddDraft(const Basis& basis, Past& past, Grounds& grounds, v1::Explanation& parent) {
  const DraftStory& story = basis.story;
  v1::Explanation* made_from = &parent;
  if (!story.regenerated_at().empty()) {
    const uint64_t position = story.regenerated_at().back();
    made_from =
        &grounds.Under(parent, v1::EXPLANATION_KIND_DRAFT,
                       DraftedAgainWords(grounds.DeedAt(position, basis.month.zone)), position);
  }
  v1::Explanation& generated = grounds.Under(*made_from, v1::EXPLANATION_KIND_DRAFT,
                                             DraftedWords(story.generated()), story.generated_at());
  AddRun(story.generated(), basis.month.zone, past, grounds, generated);
}

void AddWaivers(const Basis& basis, Grounds& grounds, v1::Explanation& document) {
  for (const v1::Flag& flag : basis.draft.content().flags()) {
    if (!flag.has_waiver()) continue;
    const uint64_t position = basis.story.WaivedAt("", flag);
    grounds.Under(document, v1::EXPLANATION_KIND_WAIVER,
                  WaivedWords(flag, grounds.DeedAt(position, basis.month.zone)), position);
  }
}

void AddApproval(const Basis& basis, Grounds& grounds, v1::Explanation& parent) {
  const uint64_t position = basis.story.approved_at();
  grounds.Under(parent, v1::EXPLANATION_KIND_APPROVAL,
                ApprovedWords(basis.story.approved(), grounds.DeedAt(position, basis.month.zone)),
                position);
}

void AddLastMonth(const Basis& basis, Grounds& grounds, v1::Explanation& document) {
  const v1::DraftContent& content = basis.draft.content();
  if (!content.has_previous_net()) return;
  v1::Explanation& last =
      grounds.Under(document, v1::EXPLANATION_KIND_DRAFT,
                    LastNetWords(content.previous_net(), content.change()), basis.LastMonthAt());
  for (const v1::VanishedLine& vanished : content.vanished_lines()) {
    v1::Explanation& gone =
        grounds.Under(last, v1::EXPLANATION_KIND_DRAFT, VanishedWords(vanished));
    gone.set_line_id(vanished.line().line_id());
  }
}

// The invoice that bills again what a credit note at `position` took back of `number`, if it does.
void AddBilledAgain(const std::string& number, uint64_t position, Past& past, Grounds& grounds,
                    v1::Explanation& credit) {
  const absl::StatusOr<v1::RecordedEvent> next = past.EventAt(position + 1);
  if (!next.ok()) {
    if (!absl::IsNotFound(next.status())) grounds.Note(next.status());
    return;
  }
  const v1::Invoice& correction = next->event().invoice_issued().invoice();
  if (correction.corrects_number() != number) return;
  grounds.Under(credit, v1::EXPLANATION_KIND_CREDIT, BilledAgainWords(correction), position + 1);
}

// What was taken back of the invoice.
void AddCredits(const v1::Invoice& invoice, const absl::TimeZone& zone, Past& past,
                Grounds& grounds, v1::Explanation& document) {
  v1::Explanation* last = nullptr;
  const auto add = [&](const v1::RecordedEvent& event) {
    if (event.event().has_credit_note_issued()) {
      const v1::CreditNote& note = event.event().credit_note_issued().credit_note();
      last = &grounds.Under(document, v1::EXPLANATION_KIND_CREDIT, CreditWords(note),
                            event.position());
      *last->mutable_amount() = note.totals().total();
      AddBilledAgain(invoice.number(), event.position(), past, grounds, *last);
    }
    if (event.event().has_invoice_voided() && last != nullptr) {
      grounds.Under(
          *last, v1::EXPLANATION_KIND_CREDIT,
          VoidedWords(event.event().invoice_voided(), grounds.DeedAt(event.position(), zone)),
          event.position());
    }
    return true;
  };
  grounds.Note(past.ReadStream(absl::StrCat("invoices/", invoice.number()), add));
}

// What was taken back of the line that `explained` is about.
void AddLineCredits(const v1::Invoice& invoice, Past& past, Grounds& grounds,
                    v1::Explanation& explained) {
  const auto add = [&](const v1::RecordedEvent& event) {
    const v1::CreditNote& note = event.event().credit_note_issued().credit_note();
    for (const v1::CreditLine& line : note.lines()) {
      if (line.line_id() != explained.line_id()) continue;
      v1::Explanation& credit = grounds.Under(explained, v1::EXPLANATION_KIND_CREDIT,
                                              LineCreditWords(note, line), event.position());
      *credit.mutable_amount() = line.amount();
    }
    return true;
  };
  grounds.Note(past.ReadStream(absl::StrCat("invoices/", invoice.number()), add));
}

}  // namespace

v1::Explanation ExplainDocument(const std::vector<Invoiced>& chain, Past& past, Grounds& grounds) {
  const Invoiced& invoiced = chain.front();
  const v1::Invoice& invoice = invoiced.invoice();
  v1::Explanation document =
      grounds.Make(v1::EXPLANATION_KIND_DOCUMENT, DocumentWords(invoice), invoiced.view.position());
  *document.mutable_amount() = invoice.totals().total();
  for (const v1::Line& line : invoice.lines()) {
    *document.add_children() = ExplainLineOf(chain, 0, line, grounds);
  }
  AddDocumentTaxes(chain, grounds, document);
  AddPayable(invoice, invoiced.org, grounds, document);
  if (invoiced.basis) {
    AddDefinitions(*invoiced.basis, invoice, grounds, document);
    AddLastMonth(*invoiced.basis, grounds, document);
    AddDraft(*invoiced.basis, past, grounds, document);
    AddWaivers(*invoiced.basis, grounds, document);
    AddApproval(*invoiced.basis, grounds, document);
  } else if (invoiced.origin) {
    AddOrigin(invoiced, grounds, document);
  } else {
    AddCorrection(chain, past, grounds, document);
  }
  grounds.Under(document, v1::EXPLANATION_KIND_DEFINITION,
                NumberWords(invoiced.issued, invoiced.org), PositionOf(invoiced.org.etag()));
  AddCredits(invoice, invoiced.zone, past, grounds, document);
  return document;
}

v1::Explanation ExplainLineAlone(const std::vector<Invoiced>& chain, const v1::Line& line,
                                 Past& past, Grounds& grounds) {
  const Invoiced& invoiced = chain.front();
  v1::Explanation explained = ExplainLineOf(chain, 0, line, grounds);
  if (invoiced.basis) {
    AddDraft(*invoiced.basis, past, grounds, explained);
    AddApproval(*invoiced.basis, grounds, explained);
  }
  AddLineCredits(invoiced.invoice(), past, grounds, explained);
  return explained;
}

}  // namespace tally
