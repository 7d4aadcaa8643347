// What makes up commands about what is defined, recorded, and who may do what.

#include "model/makers.h"

namespace tally {
namespace {

using absl::StrCat;

// Definitions.

std::string MakeOrg(Pools& any) {
  const std::string steps =
      " dunning { steps { step_id: 'r1' days: 5 } steps { step_id: 'r2' days: 20 "
      "   fee_percent: '2' } late_fee_item_id: '";
  return StrCat("org { org_id: '", any.OneIn(8) ? "two" : "msp", "' name: '",
                any.OneOf({"Msp", "Msp Ltd"}), "' currency: '", any.OneIn(15) ? "EUR" : "USD",
                "' time_zone: 'UTC' number_pattern: '", any.OneIn(15) ? "B" : "B-{NNN}",
                "' credit_note_pattern: 'K-{NNN}' payment_terms { days: ", any.OneOf({"10", "30"}),
                " } ", any.Sometimes(3, "credit_by_hand: true "),
                any.OneIn(3) ? "" : "accounting_systems { system: 'books' accepts_voids: true } ",
                any.Sometimes(2, "accounting_systems { system: 'quick' } "),
                any.Sometimes(15, "accounting_systems { system: 'quick' } "),
                any.OneIn(2) ? "" : StrCat(steps, any.Item(), "' } "), "} ", any.Etag());
}

std::string MakeTax(Pools& any) {
  return StrCat("tax { tax_id: '", any.OneIn(15) ? "exempt" : any.OneOf({"t0", "t1"}),
                "' name: 'VAT' rate_percent: '", any.OneOf({"20", "7.7", "0", ""}), "' }",
                any.Etag());
}

std::string MakeItem(Pools& any) {
  return StrCat("item { item_id: '", any.OneOf({"i0", "i1"}), "' name: '",
                any.OneOf({"Seat", "Hour"}), "' tax_id: '", any.OneOf({"", "t0", "t1", "t2"}), "' ",
                any.Sometimes(3, "external_ids { system: 'books' id: '7' } "),
                any.Sometimes(10, "external_ids { system: 'books' id: '8' } "), "}", any.Etag());
}

std::string MakeSource(Pools& any) {
  return StrCat("source { source_id: '", any.OneOf({"s0", "s1"}),
                "' kind: 'pax8' meters { meter: 'SEAT' item_id: '", any.Item(), "' } ",
                any.Sometimes(10, "meters { meter: 'SEAT' item_id: 'i0' } "), "}", any.Etag());
}

std::string MakeCustomer(Pools& any) {
  const std::string id = any.OneOf({"c0", "c1", "c2"});
  const bool is_foreign = (id == "c2") != any.OneIn(20);
  return StrCat("customer { customer_id: '", id, "' name: '", any.OneOf({"Acme", "Acme Ltd"}),
                "' currency: '", is_foreign ? "EUR" : "", "' tax_id: '",
                any.OneIn(4) ? any.OneOf({"exempt", "t1", "t2"}) : "",
                "' accounts { source_id: 's0' account: '", any.OneIn(8) ? "c0" : id, "' } ",
                any.Sometimes(3, "external_ids { system: 'books' id: '7' } "),
                any.Sometimes(4, "payment_terms { days: 14 } "), "}", any.Etag());
}

std::string MakePlan(Pools& any) {
  const std::string base =
      StrCat("lines { line_id: 'base' item_id: '", any.Item(),
             "' fixed { quantity: '1' } held { unit_price: '", any.Price(), "' } } ");
  const std::string seats =
      StrCat("lines { line_id: 'seats' item_id: 'i0' counted { source_id: '", any.Source(),
             "' meter: 'SEAT' rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '2.5' } } ");
  const std::string unpriced = "lines { line_id: 'free' item_id: 'i0' fixed { quantity: '1' } } ";
  return StrCat("plan { customer_id: '", any.Customer(), "' effective_from: '",
                any.OneOf({"2023-12-01", "2024-02-01"}), "' ", base, any.Sometimes(3, seats),
                any.Sometimes(15, base), any.Sometimes(15, unpriced), "}", any.Etag());
}

std::string MakeProject(Pools& any) {
  const std::string task = StrCat("tasks { task_id: 'task' name: 'Work' quantity: '",
                                  any.Between(1, 5), "' unit_price: '", any.Between(1, 90), "' } ");
  return StrCat("project { project_id: '", any.OneOf({"j0", "j1"}), "' customer_id: '",
                any.Customer(), "' name: 'Move' item_id: '", any.Item(), "' ", task,
                any.Sometimes(10, task), any.Sometimes(10, "tasks { task_id: 'x' name: 'X' } "),
                any.Sometimes(5,
                              "tasks { task_id: 'y' name: 'Y' not_billable: true "
                              "unit_price: '1' } "),
                "}", any.Etag());
}

std::string MakeConsumer(Pools& any) {
  return StrCat("consumer { consumer_id: '", any.OneOf({"w0", "w1"}), "' stream_prefix: '",
                any.OneIn(6) ? "drafts/" : "invoices/",
                "' max_attempts: ", any.OneOf({"0", "3", "5", "5000"}), " ",
                any.Sometimes(10, "stream: 'orgs' "), "}");
}

std::string MakeRemoval(Pools& any) {
  return StrCat("consumer_id: '", any.OneOf({"w0", "w1", "w2"}), "'");
}

// Who may do what.

std::string MakePrincipal(Pools& any) {
  return StrCat("principal { principal_id: '", any.OneOf({"u0", "u1"}), "' name: '",
                any.OneOf({"Una", "Uma"}), "' ", any.Sometimes(2, "grants { role: 'viewer' } "),
                "}", any.Etag());
}

std::string Principal(Pools& any) {
  return StrCat("principal_id: '", any.OneOf({"u0", "u1", "u2"}), "' ");
}

std::string MakeToken(Pools& any) {
  return StrCat(Principal(any), "token_id: 'k", any.Between(0, 2), "' sha256: '",
                std::string(64, "abc"[any.Between(0, 2)]), "' ");
}

std::string MakeRevocation(Pools& any) {
  return StrCat(Principal(any), "token_id: 'k", any.Between(0, 2), "' ");
}

// What is recorded.

std::string MakeCounts(Pools& any) {
  std::string text = StrCat("source_id: '", any.Source(), "' ");
  for (uint64_t i = any.Between(1, 3); i > 0; --i) {
    // In December 2023 or the months after it.
    absl::StrAppend(&text, "observations { observed_at { seconds: ",
                    1'703'000'000 + any.Between(0, 8) * 1'000'000, " } account: 'c",
                    any.Between(0, 3), "' meter: 'SEAT' quantity: '",
                    any.OneIn(15) ? "" : StrCat(any.Between(0, 5)), "' } ");
  }
  return text;
}

// What entries of usage say alike, after their own id.
std::string OfCustomer(Pools& any) {
  return StrCat("customer_id: '", any.Customer(), "' date: '2024-0", any.Between(1, 3), "-15' ");
}

std::string MakeTime(Pools& any) {
  std::string text = StrCat("source_id: '", any.Source(), "' ");
  for (uint64_t i = any.Between(1, 2); i > 0; --i) {
    absl::StrAppend(&text, "entries { entry_id: 'e", any.Between(0, 5), "' ", OfCustomer(any),
                    "minutes: ", any.OneOf({"30", "60"}), " } ");
  }
  return text;
}

std::string MakeCharges(Pools& any) {
  return StrCat("source_id: '", any.Source(), "' charges { entry_id: 'e", any.Between(0, 5), "' ",
                OfCustomer(any), "kind: CHARGE_KIND_EXPENSE quantity: '1' unit_cost: '",
                any.Between(1, 2), "' cost_currency: 'USD' }");
}

std::string MakeTriggers(Pools& any) {
  return StrCat("source_id: '", any.Source(), "' triggers { key: 'e", any.Between(0, 5), "' ",
                OfCustomer(any),
                "kind: ", any.OneOf({"TRIGGER_KIND_MILESTONE", "TRIGGER_KIND_DEAL"}), " amount: '",
                any.Between(1, 2), "' }");
}

std::string MakeRates(Pools& any) {
  return StrCat("rates { from_currency: 'EUR' to_currency: '", any.OneIn(10) ? "EUR" : "USD",
                "' rate: '", any.OneOf({"1.1", "1.2"}), "' date: '2024-0", any.Between(1, 5),
                "-01' source: 'ECB' }");
}

std::string MakeOldInvoices(Pools& any) {
  return StrCat("invoices { customer_id: '", any.Customer(), "' month: '", any.Month(),
                "' number: 'old-", any.Between(1, 3), "' lines { item_id: '", any.Item(),
                "' amount: '", any.Between(1, 2), ".00' } }");
}

}  // namespace

Makers DefinitionMakers() {
  return {
      {"DefineOrg", {2, MakeOrg}},
      {"DefineTax", {1, MakeTax}},
      {"DefineItem", {1, MakeItem}},
      {"DefineSource", {1, MakeSource}},
      {"DefineCustomer", {2, MakeCustomer}},
      {"SetPlan", {3, MakePlan}},
      {"DefineProject", {2, MakeProject}},
      {"DefineConsumer", {1, MakeConsumer}},
      {"RemoveConsumer", {1, MakeRemoval}},
      {"DefinePrincipal", {2, MakePrincipal}},
      {"RemovePrincipal", {1, Principal}},
      {"AddAccessToken", {1, MakeToken}},
      {"RevokeAccessToken", {1, MakeRevocation}},
      {"RecordCounts", {2, MakeCounts}},
      {"RecordTimeEntries", {1, MakeTime}},
      {"RecordChargeEntries", {1, MakeCharges}},
      {"RecordTriggerEntries", {1, MakeTriggers}},
      {"RecordExchangeRates", {1, MakeRates}},
      {"RecordOldInvoices", {1, MakeOldInvoices}},
  };
}

}  // namespace tally
