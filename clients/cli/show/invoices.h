// Invoices: invoices and credit notes as documents, and lists of them.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/invoices.pb.h"

namespace tally {

// Returns an invoice as its client could read it, and what became of it.
std::string InvoiceSheet(const v1::InvoiceView& view, const Look& look);

// Returns a credit note as its client could read it.
std::string CreditNoteSheet(const v1::CreditNote& note, const Look& look);

// Return lists with their totals.
std::string InvoiceTable(const v1::InvoicePage& page, const Look& look);
std::string CreditNoteTable(const v1::CreditNotePage& page, const Look& look);

}  // namespace tally
