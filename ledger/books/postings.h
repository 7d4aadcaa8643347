// How postings.proto events change the books, and how what is issued comes to wait.

#pragma once

#include <string>

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::PostingBegun& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::PostingCompleted& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::PostingFailed& event, const v1::RecordedEvent& recorded);

// Notes that `document` was issued, and waits for each accounting system that its org has now.
void WaitForPosting(Books& books, const std::string& org_id, const v1::IssuedDocument& document);

// Notes that the credit note with this number voids its invoice.
void MarkAsVoid(Books& books, const std::string& org_id, const std::string& number);

// How far `document` is, without the document itself.
v1::DocumentPosting FindPosting(const Books& books, const std::string& org_id,
                                const std::string& system, const v1::IssuedDocument& document);

// The numbers of the documents in a state, by the position at which they came into it. `from` is as
// in Table::ScanFrom(). What left the state long ago is not looked at.
Rows<google::protobuf::StringValue> PostingsIn(v1::PostingState state, const Books& books,
                                               const std::string& org_id, const std::string& system,
                                               const std::string& from);

}  // namespace tally
