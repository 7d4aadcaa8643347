#include "ledger/explain/one_off.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/explain/document_words.h"
#include "ledger/explain/line.h"
#include "ledger/explain/origin_words.h"
#include "ledger/explain/tax.h"

namespace tally {
namespace {

constexpr v1::ExplanationKind kDefinition = v1::EXPLANATION_KIND_DEFINITION;

void AddTask(const Invoiced& invoiced, const v1::Line& line, Grounds& grounds,
             v1::Explanation& parent) {
  const v1::ProjectView& project = invoiced.origin->project;
  const std::string words = TaskWords(line, project);
  if (words.empty()) return;
  grounds.Under(parent, kDefinition, words, PositionOf(project.project().etag()));
}

void AddLateFee(const Invoiced& invoiced, const v1::Line& line, Grounds& grounds,
                v1::Explanation& explained) {
  for (const LateFeeGround& fee : invoiced.origin->late_fees) {
    if (fee.line_id != line.line_id()) continue;
    grounds.Under(explained, kDefinition, LateFeeWords(fee, invoiced.org, line), fee.taken_at);
  }
}

}  // namespace

v1::Explanation ExplainOneOffLine(const Invoiced& invoiced, const v1::Line& line,
                                  Grounds& grounds) {
  const v1::Invoice& invoice = invoiced.invoice();
  const InvoiceOrigin& origin = *invoiced.origin;
  v1::Explanation explained = StartLine(line, grounds);
  if (invoice.quote_id().empty()) {
    AddTask(invoiced, line, grounds, explained);
  } else {
    v1::Explanation& quoted = grounds.Under(
        explained, kDefinition, QuotedLineWords(line, invoice, origin.revision), origin.revised_at);
    AddTask(invoiced, line, grounds, quoted);
  }
  AddLateFee(invoiced, line, grounds, explained);
  AddRounding(line, invoiced.rules(), grounds, explained);
  grounds.Under(explained, v1::EXPLANATION_KIND_TAX,
                OneOffTaxWords(TaxGroupOf(invoice, line), invoice, origin.revision),
                RatesAt(invoiced));
  return explained;
}

void AddOrigin(const Invoiced& invoiced, Grounds& grounds, v1::Explanation& document) {
  const v1::Invoice& invoice = invoiced.invoice();
  const InvoiceOrigin& origin = *invoiced.origin;
  if (origin.accepted_at != 0) {
    grounds.Under(document, kDefinition,
                  QuoteAcceptedWords(invoice, grounds.DeedAt(origin.accepted_at, invoiced.zone)),
                  origin.accepted_at);
  }
  if (!invoice.project_id().empty()) {
    grounds.Under(document, kDefinition, ProjectWords(origin.project.project()),
                  PositionOf(origin.project.project().etag()));
  }
  grounds.Under(document, kDefinition, BilledToWords(invoice.bill_to()));
  grounds.Under(
      document, kDefinition,
      TermsWords(invoice, invoice.quote_id().empty() ? "the terms of that day" : "as quoted"),
      RatesAt(invoiced));
  grounds.Under(document, v1::EXPLANATION_KIND_APPROVAL,
                IssuedWords(grounds.DeedAt(invoiced.view.position(), invoiced.zone)),
                invoiced.view.position());
}

uint64_t RatesAt(const Invoiced& invoiced) {
  const uint64_t revised_at = invoiced.origin->revised_at;
  return revised_at != 0 ? revised_at : invoiced.view.position();
}

}  // namespace tally
