#include "clients/cli/show/invoices.h"

#include <string>

#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/invoices.pb.h"

namespace tally {
namespace {

struct ListOptions {
  std::string customer_id;
  std::string month;
};

struct ListNotesOptions {
  std::string invoice_number;
};

struct ShowOptions {
  std::string number;
};

absl::Status List(Session& session, const ListOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListInvoices request;
  request.set_org_id(*org_id);
  request.set_customer_id(options.customer_id);
  request.set_month(options.month);
  const auto page = CallForAll<v1::InvoicePage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return InvoiceTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const ShowOptions& options) {
  v1::GetInvoice request;
  request.set_invoice_number(options.number);
  const auto invoice = session.Query<v1::InvoiceView>(request);
  if (!invoice.ok()) return invoice.status();
  session.Show(*invoice, [&] { return InvoiceSheet(*invoice, session.look()); });
  return absl::OkStatus();
}

absl::Status ListNotes(Session& session, const ListNotesOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListCreditNotesRequest request;
  request.set_org_id(*org_id);
  request.set_invoice_number(options.invoice_number);
  const auto page = CallForAll<v1::CreditNotePage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return CreditNoteTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status ShowNote(Session& session, const ShowOptions& options) {
  v1::GetCreditNoteRequest request;
  request.set_credit_note_number(options.number);
  const auto note = session.Query<v1::CreditNote>(request);
  if (!note.ok()) return note.status();
  session.Show(*note, [&] { return CreditNoteSheet(*note, session.look()); });
  return absl::OkStatus();
}

}  // namespace

void AddInvoiceCommands(const CommandTree& tree) {
  const CommandTree invoices = AddGroup(tree, "invoices", "What was billed");
  auto [list, list_options] =
      AddCommand(invoices, "list", "List invoices in the order of issue", &List,
                 "  tally invoices list --month 2026-10\n  tally invoices list --customer acme");
  list.add_option("--customer,-c", list_options.customer_id, "Only this customer's");
  AddMonth(list, list_options.month);
  auto [show, show_options] = AddCommand(invoices, "show", "Show an invoice and what was credited",
                                         &Show, "  tally invoices show BILL-2026-10-001");
  show.add_option("NUMBER", show_options.number, "The invoice")->required();

  const CommandTree notes = AddGroup(tree, "credit-notes", "What was taken back");
  auto [list_notes, list_notes_options] =
      AddCommand(notes, "list", "List credit notes in the order of issue", &ListNotes,
                 "  tally credit-notes list --invoice BILL-2026-10-001");
  list_notes.add_option("--invoice", list_notes_options.invoice_number, "Only of this invoice");
  auto [show_note, show_note_options] = AddCommand(notes, "show", "Show a credit note", &ShowNote,
                                                   "  tally credit-notes show CREDIT-2026-11-001");
  show_note.add_option("NUMBER", show_note_options.number, "The credit note")->required();
}

}  // namespace tally
