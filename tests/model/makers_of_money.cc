// What makes up commands about invoices, money, what is owed, and postings.

#include "model/makers.h"

namespace tally {
namespace {

using absl::StrCat;

std::string InvoiceWithReason(Pools& any) {
  return StrCat("invoice_number: '", any.Invoice(), "' reason: 'asked' ");
}

std::string Date(Pools& any) { return StrCat("date: '", any.Date(), "' "); }

// Invoices.

std::string MakeCredit(Pools& any) {
  const std::string invoice = InvoiceWithReason(any);
  switch (any.Between(0, 9)) {
    case 0:
      return invoice;
    case 1:
    case 2:
      return invoice + "whole {} ";
    case 3:
    case 4:
    case 5: {
      const std::string net = any.OneIn(2) ? "" : StrCat("net { ", any.Money(), " } ");
      return StrCat(invoice, "lines { lines { line_id: '", any.Line(), "' ", net, "} ",
                    any.Sometimes(5, "lines { line_id: 'base' } "), "} ");
    }
    default:
      return StrCat(invoice, "amount { total { ", any.Money(), " } } ");
  }
}

std::string MakeCorrection(Pools& any) {
  return StrCat(InvoiceWithReason(any), "lines { line_id: '", any.Line(), "' quantity: '",
                any.OneOf({"0", "1", "2", ""}), "' ",
                any.Sometimes(3, StrCat("unit_price: '", any.Price(), "' ")), "} ",
                any.Sometimes(8, "lines { line_id: 'base' quantity: '3' } "));
}

// Money.

// Whose a payment or a granted credit of this number is, most of the time.
std::string OwnerOf(Pools& any, uint64_t number) {
  return any.OneIn(10) ? any.Customer() : StrCat("c", number % 2);
}

// A customer and its credit.
std::string AnyCredit(Pools& any) {
  const auto of = [](const std::string& customer_id, absl::string_view kind,
                     const std::string& id) {
    return StrCat("customer_id: '", customer_id, "' credit { kind: CREDIT_KIND_", kind, " id: '",
                  id, "' } ");
  };
  const uint64_t number = any.Between(0, 3);
  switch (any.Between(0, 7)) {
    case 0:
    case 1:
      return of(OwnerOf(any, number), "GRANTED", StrCat("g", number));
    case 2:
      return of(any.Customer(), "CREDIT_NOTE", StrCat("K-00", any.Between(1, 3)));
    case 3:
      return of(any.Customer(), "INVOICE", any.Invoice());
    default:
      return of(OwnerOf(any, number), "PAYMENT", StrCat("p", number));
  }
}

std::string Settles(Pools& any) {
  const auto share = [&] {
    return StrCat("invoices { invoice_number: '", any.Invoice(), "' ",
                  any.Sometimes(2, StrCat("amount { ", any.Money(), " } ")), "} ");
  };
  switch (any.Between(0, 5)) {
    case 0:
      return "";
    case 1:
      return "none {} ";
    case 2:
    case 3:
      return StrCat("chosen { ", share(), any.Sometimes(3, share()), "} ");
    default:
      return "oldest_first {} ";
  }
}

std::string MakePayment(Pools& any) {
  const uint64_t number = any.Between(0, 3);
  const std::string customer_id = OwnerOf(any, number);
  return StrCat("payment { payment_id: 'p", number, "' customer_id: '", customer_id, "' amount { ",
                any.Money(customer_id), " } ", Date(any), any.Sometimes(4, "method: 'card' "),
                any.Sometimes(5, "deposit: true "), "} ", Settles(any));
}

std::string MakeAllocation(Pools& any) {
  return StrCat(AnyCredit(any), Settles(any), any.Sometimes(4, Date(any)));
}

std::string MakeReversal(Pools& any) {
  return StrCat("payment_id: 'p", any.Between(0, 3),
                "' kind: REVERSAL_KIND_FAILED reason: 'bounced' ", any.Sometimes(3, Date(any)));
}

std::string MakeRefund(Pools& any) {
  return StrCat(AnyCredit(any), "refund_id: 'f", any.Between(0, 5), "' reason: 'asked' ",
                any.Sometimes(2, StrCat("amount { ", any.Money(), " } ")),
                any.Sometimes(3, Date(any)));
}

std::string MakeGrant(Pools& any) {
  const uint64_t number = any.Between(0, 3);
  const std::string customer_id = OwnerOf(any, number);
  return StrCat("customer_id: '", customer_id, "' credit_id: 'g", number, "' amount { ",
                any.Money(customer_id), " } reason: 'sorry' ", Date(any));
}

std::string MakeWriteOff(Pools& any) {
  return StrCat(InvoiceWithReason(any), any.Sometimes(2, StrCat("amount { ", any.Money(), " } ")),
                any.Sometimes(4, Date(any)));
}

std::string MakeWriteOffReversal(Pools& any) {
  return StrCat(InvoiceWithReason(any), any.Sometimes(4, Date(any)));
}

std::string MakeClosing(Pools& any) { return StrCat("month: '", any.Month(), "' "); }

std::string MakeReopening(Pools& any) { return MakeClosing(any) + "reason: 'again' "; }

// Receivables.

std::string MakeDispute(Pools& any) {
  return StrCat(InvoiceWithReason(any), "dispute_id: 'd", any.Between(0, 1), "' ",
                any.Sometimes(3, StrCat("line_ids: '", any.Line(), "' ")));
}

std::string MakeDisputeEnd(Pools& any) {
  return StrCat(InvoiceWithReason(any), "dispute_id: 'd", any.Between(0, 1),
                "' outcome: DISPUTE_OUTCOME_UPHELD ");
}

std::string MakeDunning(Pools& any) { return StrCat("customer_id: '", any.Customer(), "' "); }

// Postings.

std::string Posting(Pools& any) {
  return StrCat("system: '", any.OneOf({"books", "books", "quick"}), "' document_number: '",
                any.Document(), "' ");
}

std::string MakeCompletion(Pools& any) {
  return StrCat(Posting(any), "external_id: '", any.OneOf({"x1", "x2", "x3"}), "' ");
}

std::string MakeFailure(Pools& any) {
  return StrCat(Posting(any), "attempt: ", any.Between(1, 2), " reason: 'down' ");
}

}  // namespace

Makers MoneyMakers() {
  return {
      {"CreditInvoice", {6, MakeCredit}},
      {"VoidInvoice", {2, InvoiceWithReason}},
      {"CorrectInvoice", {3, MakeCorrection}},
      {"RecordPayment", {7, MakePayment}},
      {"AllocateCredit", {6, MakeAllocation}},
      {"ReversePayment", {2, MakeReversal}},
      {"RefundCustomer", {3, MakeRefund}},
      {"GrantCredit", {2, MakeGrant}},
      {"WriteOffInvoice", {2, MakeWriteOff}},
      {"ReverseInvoiceWriteOff", {1, MakeWriteOffReversal}},
      {"CloseAccountingPeriod", {1, MakeClosing}},
      {"ReopenAccountingPeriod", {2, MakeReopening}},
      {"OpenInvoiceDispute", {2, MakeDispute}},
      {"CloseInvoiceDispute", {1, MakeDisputeEnd}},
      {"DunCustomer", {3, MakeDunning}},
      {"BeginPosting", {4, Posting}},
      {"CompletePosting", {3, MakeCompletion}},
      {"FailPosting", {2, MakeFailure}},
  };
}

}  // namespace tally
