// Unknown ids: every request that names something that is not there is told which.

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "system/support/bad_requests.h"

namespace tally {
namespace {

class UnknownIds : public BadRequests {
 protected:
  UnknownIds() { BillOctober(); }

  // Tells one row a field for each way in which a draft may not be there.
  static std::vector<BadRequest> WithoutDraft(const std::string& method, const std::string& more) {
    const std::string named = "' month: '2026-10' " + more;
    return {
        {method, "org_id: 'none' customer_id: 'alpha" + named, kNotFound, v1::REASON_ORG_NOT_FOUND,
         "org_id"},
        {method, "org_id: 'msp' customer_id: 'none" + named, kNotFound,
         v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
        {method, "org_id: 'msp' customer_id: 'alpha' month: '2026-09' " + more, kNotFound,
         v1::REASON_DRAFT_NOT_FOUND, "month"},
    };
  }

  static std::vector<BadRequest> WithoutInvoice(const std::string& method,
                                                const std::string& more) {
    return {
        {method, "org_id: 'none' invoice_number: 'BILL-001' " + more, kNotFound,
         v1::REASON_ORG_NOT_FOUND, "org_id"},
        {method, "org_id: 'msp' invoice_number: 'BILL-002' " + more, kNotFound,
         v1::REASON_INVOICE_NOT_FOUND, "invoice_number"},
    };
  }
};

const std::vector<BadRequest> kDefinitions = {
    {"Taxes/Define", "org_id: 'none' tax { tax_id: 't' name: 'T' rate_percent: '1' }", kNotFound,
     v1::REASON_ORG_NOT_FOUND, "org_id"},
    {"Catalog/Define", "org_id: 'none' item { item_id: 'i' name: 'I' }", kNotFound,
     v1::REASON_ORG_NOT_FOUND, "org_id"},
    {"Catalog/Define", "org_id: 'msp' item { item_id: 'i' name: 'I' tax_id: 'none' }", kNotFound,
     v1::REASON_TAX_NOT_FOUND, "item.tax_id"},
    // An item cannot be exempt by itself; only a customer can.
    {"Catalog/Define", "org_id: 'msp' item { item_id: 'i' name: 'I' tax_id: 'exempt' }", kNotFound,
     v1::REASON_TAX_NOT_FOUND, "item.tax_id"},
    {"Sources/Define", "org_id: 'none' source { source_id: 's' kind: 'k' }", kNotFound,
     v1::REASON_ORG_NOT_FOUND, "org_id"},
    {"Sources/Define",
     "org_id: 'msp' source { source_id: 's' kind: 'k' meters { meter: 'A' item_id: 'seat' } "
     "  meters { meter: 'B' item_id: 'none' } }",
     kNotFound, v1::REASON_ITEM_NOT_FOUND, "source.meters[1].item_id"},
    {"Customers/Define", "org_id: 'none' customer { customer_id: 'c' name: 'C' }", kNotFound,
     v1::REASON_ORG_NOT_FOUND, "org_id"},
    {"Customers/Define", "org_id: 'msp' customer { customer_id: 'c' name: 'C' tax_id: 'none' }",
     kNotFound, v1::REASON_TAX_NOT_FOUND, "customer.tax_id"},
    {"Customers/Define",
     "org_id: 'msp' customer { customer_id: 'c' name: 'C' "
     "  accounts { source_id: 'none' account: 'a' } }",
     kNotFound, v1::REASON_SOURCE_NOT_FOUND, "customer.accounts[0].source_id"},
    {"Customers/Define",
     "org_id: 'msp' customer { customer_id: 'c' name: 'C' "
     "  meters { source_id: 'none' meter: 'm' item_id: 'seat' } }",
     kNotFound, v1::REASON_SOURCE_NOT_FOUND, "customer.meters[0].source_id"},
    {"Customers/Define",
     "org_id: 'msp' customer { customer_id: 'c' name: 'C' "
     "  meters { source_id: 'shop' meter: 'm' item_id: 'none' } }",
     kNotFound, v1::REASON_ITEM_NOT_FOUND, "customer.meters[0].item_id"},
    {"Plans/Set", "org_id: 'none' plan { customer_id: 'alpha' effective_from: '2026-01-01' }",
     kNotFound, v1::REASON_ORG_NOT_FOUND, "org_id"},
    {"Plans/Set", "org_id: 'msp' plan { customer_id: 'none' effective_from: '2026-01-01' }",
     kNotFound, v1::REASON_CUSTOMER_NOT_FOUND, "plan.customer_id"},
    {"Plans/Set",
     "org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-01-01' "
     "  lines { item_id: 'none' fixed { quantity: '1' } held { unit_price: '1' } } }",
     kNotFound, v1::REASON_ITEM_NOT_FOUND, "plan.lines[0].item_id"},
    {"Plans/Set",
     "org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-01-01' "
     "  lines { item_id: 'seat' held { unit_price: '1' } "
     "    counted { source_id: 'none' meter: 'm' rule: QUANTITY_RULE_PEAK } } }",
     kNotFound, v1::REASON_SOURCE_NOT_FOUND, "plan.lines[0].counted.source_id"},
    {"Counts/Record", "org_id: 'none' source_id: 'shop' observations {}", kNotFound,
     v1::REASON_ORG_NOT_FOUND, "org_id"},
    {"Counts/Record", "org_id: 'msp' source_id: 'none' observations {}", kNotFound,
     v1::REASON_SOURCE_NOT_FOUND, "source_id"},
    {"Counts/RecordStream", "org_id: 'none' source_id: 'shop' observations {}", kNotFound,
     v1::REASON_ORG_NOT_FOUND, "org_id"},
    {"Counts/RecordStream", "org_id: 'msp' source_id: 'none' observations {}", kNotFound,
     v1::REASON_SOURCE_NOT_FOUND, "source_id"},
    {"Usage/RecordTime", "org_id: 'none' source_id: 'shop' entries {}", kNotFound,
     v1::REASON_ORG_NOT_FOUND, "org_id"},
    {"Usage/RecordTime", "org_id: 'msp' source_id: 'none' entries {}", kNotFound,
     v1::REASON_SOURCE_NOT_FOUND, "source_id"},
    {"Usage/RecordCharges", "org_id: 'none' source_id: 'shop' charges {}", kNotFound,
     v1::REASON_ORG_NOT_FOUND, "org_id"},
    {"Usage/RecordCharges", "org_id: 'msp' source_id: 'none' charges {}", kNotFound,
     v1::REASON_SOURCE_NOT_FOUND, "source_id"},
    {"Usage/RecordTriggers", "org_id: 'none' source_id: 'shop' triggers {}", kNotFound,
     v1::REASON_ORG_NOT_FOUND, "org_id"},
    {"Usage/RecordTriggers", "org_id: 'msp' source_id: 'none' triggers {}", kNotFound,
     v1::REASON_SOURCE_NOT_FOUND, "source_id"},
    {"ExchangeRates/Record", "org_id: 'none' rates {}", kNotFound, v1::REASON_ORG_NOT_FOUND,
     "org_id"},
    {"Runs/Start", "org_id: 'none' month: '2026-10'", kNotFound, v1::REASON_ORG_NOT_FOUND,
     "org_id"},
    {"Runs/Start", "org_id: 'msp' month: '2026-10' customer_ids: 'beta' customer_ids: 'none'",
     kNotFound, v1::REASON_CUSTOMER_NOT_FOUND, "customer_ids[1]"},
    {"Runs/Start", "org_id: 'msp' month: '2026-10' customer_ids: ''", kNotFound,
     v1::REASON_CUSTOMER_NOT_FOUND, "customer_ids[0]"},
};

TEST_F(UnknownIds, InDefinitionsCountsAndRunsAreNamed) { ExpectRefused(kDefinitions); }

TEST_F(UnknownIds, InDecisionsAboutDraftsAreNamed) {
  ExpectRefused(WithoutDraft("Drafts/Approve", "reviewed_position: 1 content_hash: 'h'"));
  ExpectRefused(WithoutDraft("Drafts/Hold", "reason: 'r'"));
  ExpectRefused(WithoutDraft("Drafts/Release", ""));
  ExpectRefused(WithoutDraft("Drafts/Reject", "reason: 'r'"));
  ExpectRefused(WithoutDraft("Drafts/OverrideLine", "line_id: 'seat' quantity: '1' reason: 'r'"));
  ExpectRefused(WithoutDraft("Drafts/WaiveFlag", "flag: FLAG_KIND_NEW_LINE reason: 'r'"));
  ExpectRefused(WithoutDraft("Drafts/Regenerate", ""));
  const std::string beta = "org_id: 'msp' customer_id: 'beta' month: '2026-10' reason: 'r' ";
  ExpectRefused({
      {"Drafts/OverrideLine", beta + "line_id: 'none' quantity: '1'", kNotFound,
       v1::REASON_LINE_NOT_FOUND, "line_id"},
      {"Drafts/WaiveFlag", beta + "flag: FLAG_KIND_MISSING_COUNT", kNotFound,
       v1::REASON_FLAG_NOT_FOUND, "flag"},
  });
}

TEST_F(UnknownIds, InDecisionsAboutInvoicesAreNamed) {
  ExpectRefused(WithoutInvoice("Invoices/Credit", "whole {} reason: 'r'"));
  ExpectRefused(WithoutInvoice("Invoices/Void", "reason: 'r'"));
  ExpectRefused(
      WithoutInvoice("Invoices/Correct", "lines { line_id: 'seat' quantity: '1' } reason: 'r'"));
  ExpectRefused({
      {"Invoices/Credit",
       "org_id: 'msp' invoice_number: 'BILL-001' reason: 'r' "
       "lines { lines { line_id: 'seat' } lines { line_id: 'none' } }",
       kNotFound, v1::REASON_LINE_NOT_FOUND, "lines.lines[1].line_id"},
      {"Invoices/Correct",
       "org_id: 'msp' invoice_number: 'BILL-001' reason: 'r' "
       "lines { line_id: 'none' quantity: '2' }",
       kNotFound, v1::REASON_LINE_NOT_FOUND, "lines[0].line_id"},
  });
}

TEST_F(UnknownIds, InQueriesAreNamed) {
  std::vector<BadRequest> rows = {
      {"Taxes/Get", "org_id: 'msp' tax_id: 'none'", kNotFound, v1::REASON_TAX_NOT_FOUND, "tax_id"},
      {"Catalog/Get", "org_id: 'msp' item_id: 'none'", kNotFound, v1::REASON_ITEM_NOT_FOUND,
       "item_id"},
      {"Sources/Get", "org_id: 'msp' source_id: 'none'", kNotFound, v1::REASON_SOURCE_NOT_FOUND,
       "source_id"},
      {"Customers/Get", "org_id: 'msp' customer_id: 'none'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {"Plans/Get", "org_id: 'msp' customer_id: 'none' date: '2026-10-01'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {"Plans/Get", "org_id: 'msp' customer_id: 'alpha' date: '2019-12-31'", kNotFound,
       v1::REASON_PLAN_NOT_FOUND, "date"},
      {"Plans/List", "org_id: 'msp' customer_id: 'none'", kNotFound, v1::REASON_CUSTOMER_NOT_FOUND,
       "customer_id"},
      {"Counts/List", "org_id: 'msp' source_id: 'none'", kNotFound, v1::REASON_SOURCE_NOT_FOUND,
       "source_id"},
      {"Usage/ListTime", "org_id: 'msp' customer_id: 'none'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {"Usage/ListCharges", "org_id: 'msp' customer_id: 'none'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {"Usage/ListTriggers", "org_id: 'msp' customer_id: 'none'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {"Runs/Get", "org_id: 'msp' run_id: '2026-10.2'", kNotFound, v1::REASON_RUN_NOT_FOUND,
       "run_id"},
      {"Runs/Follow", "org_id: 'msp' run_id: '2026-10.2'", kNotFound, v1::REASON_RUN_NOT_FOUND,
       "run_id"},
      {"Runs/ListOutcomes", "org_id: 'msp' run_id: '2026-10.2'", kNotFound,
       v1::REASON_RUN_NOT_FOUND, "run_id"},
      {"Runs/Preview", "org_id: 'msp' month: '2026-10' customer_ids: 'none'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_ids[0]"},
      {"Drafts/Get", "org_id: 'msp' customer_id: 'alpha' month: '2026-09'", kNotFound,
       v1::REASON_DRAFT_NOT_FOUND, "month"},
      {"Invoices/Get", "org_id: 'msp' invoice_number: 'CREDIT-001'", kNotFound,
       v1::REASON_INVOICE_NOT_FOUND, "invoice_number"},
      {"Invoices/List", "org_id: 'msp' customer_id: 'none'", kNotFound,
       v1::REASON_CUSTOMER_NOT_FOUND, "customer_id"},
      {"Invoices/GetCreditNote", "org_id: 'msp' credit_note_number: 'BILL-001'", kNotFound,
       v1::REASON_CREDIT_NOTE_NOT_FOUND, "credit_note_number"},
      {"Invoices/ListCreditNotes", "org_id: 'msp' invoice_number: 'BILL-002'", kNotFound,
       v1::REASON_INVOICE_NOT_FOUND, "invoice_number"},
  };
  // Every query of an org, with what it needs else.
  const std::pair<const char*, const char*> queries[] = {
      {"Orgs/Get", ""},
      {"Taxes/Get", "tax_id: 'vat'"},
      {"Taxes/List", ""},
      {"Catalog/Get", "item_id: 'seat'"},
      {"Catalog/List", ""},
      {"Sources/Get", "source_id: 'shop'"},
      {"Sources/List", ""},
      {"Customers/Get", "customer_id: 'alpha'"},
      {"Customers/List", ""},
      {"Plans/Get", "customer_id: 'alpha' date: '2026-10-01'"},
      {"Plans/List", ""},
      {"Counts/List", "source_id: 'shop'"},
      {"Usage/ListTime", ""},
      {"Usage/ListCharges", ""},
      {"Usage/ListTriggers", ""},
      {"ExchangeRates/List", ""},
      {"ExchangeRates/Revalue", "date: '2026-10-31'"},
      {"Runs/Get", "run_id: '2026-10.1'"},
      {"Runs/Follow", "run_id: '2026-10.1'"},
      {"Runs/List", ""},
      {"Runs/ListOutcomes", "run_id: '2026-10.1'"},
      {"Runs/Preview", "month: '2026-10'"},
      {"Drafts/Get", "customer_id: 'alpha' month: '2026-10'"},
      {"Drafts/List", ""},
      {"Invoices/Get", "invoice_number: 'BILL-001'"},
      {"Invoices/List", ""},
      {"Invoices/GetCreditNote", "credit_note_number: 'x'"},
      {"Invoices/ListCreditNotes", ""},
  };
  for (const auto& [method, more] : queries) {
    rows.push_back({method, absl::StrCat("org_id: 'none' ", more), kNotFound,
                    v1::REASON_ORG_NOT_FOUND, "org_id"});
  }
  ExpectRefused(rows);
}

}  // namespace
}  // namespace tally
