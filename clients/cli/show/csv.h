// Csv: replies as comma-separated values (RFC 4180), for spreadsheets and scripts.
//
// The rows are what the reply lists first, such as the invoices of a page or the lines of an
// invoice; a reply that lists nothing is one row. A column is a field of the contract, with dots
// for fields in fields: an amount is two, in the major unit and its `currency`. Lists inside a row
// are left out, but for texts and numbers, which stand in one cell with `; ` between them.

#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace tally {

// Returns the rows under their header, each ended by a line's end. A text that a spreadsheet would
// take for a formula has an apostrophe before it.
std::string CsvText(const google::protobuf::Message& reply);

}  // namespace tally
