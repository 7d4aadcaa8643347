// Lists: what the ledger holds, as tables of one kind each.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/counts.pb.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/sources.pb.h"
#include "tally/v1/taxes.pb.h"

namespace tally {

std::string OrgTable(const v1::OrgPage& page, const Look& look);
std::string TaxTable(const v1::TaxPage& page, const Look& look);
std::string ItemTable(const v1::ItemPage& page, const Look& look);
std::string SourceTable(const v1::SourcePage& page, const Look& look);
std::string CustomerTable(const v1::CustomerPage& page, const Look& look);
std::string CountTable(const v1::CountPage& page, const Look& look);
std::string EventTable(const v1::EventPage& page, const Look& look);

// Returns all that is known of one customer.
std::string CustomerSheet(const v1::Customer& customer, const Look& look);
// Returns where the log stands.
std::string HeadText(const v1::Head& head);

// Returns one event in one line, for a list that never ends.
std::string EventLine(const v1::RecordedEvent& event);

}  // namespace tally
