// Told: explanations of a real ledger's invoices, and what must hold of each.
//
//   Office office;
//   v1::Explanation invoice = Told(office, "BILL-2026-11-001");
//   EXPECT_EQ(Tree(Find(invoice, v1::EXPLANATION_KIND_QUANTITY)), "QUANTITY 18: shop counted …\n");

#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/services/past.h"
#include "ledger/explain/explain.h"
#include "support/office.h"

namespace tally {

// The answer to the question about an invoice, or one line of it, as of now or of a position.
inline absl::StatusOr<v1::Explanation> TryToTell(Office& office, const std::string& number,
                                                 const std::string& line_id = "",
                                                 std::optional<uint64_t> as_of = std::nullopt) {
  v1::ExplainInvoice query;
  query.set_org_id("msp");
  query.set_invoice_number(number);
  query.set_line_id(line_id);
  if (as_of) query.mutable_as_of()->set_position(*as_of);
  const absl::StatusOr<View> view = office.ledger().ReadFor(query);
  if (!view.ok()) return view.status();
  LedgerPast past(office.ledger(), *view, "msp");
  return Explain(query, past);
}

// What every explanation must keep to: amounts that add up to what is printed, and positions of
// events that are there, in the stream, by the actor and at the time that are said.
class Keeping {
 public:
  explicit Keeping(const Office& office) {
    for (v1::RecordedEvent& event : office.Events()) events_[event.position()] = std::move(event);
  }

  void Check(const v1::Explanation& node) const {
    EXPECT_NE(node.kind(), v1::EXPLANATION_KIND_UNSPECIFIED) << node.DebugString();
    EXPECT_NE(node.text(), "") << node.DebugString();
    CheckEvent(node);
    if (node.kind() == v1::EXPLANATION_KIND_DOCUMENT) CheckSum(node);
    for (const v1::Explanation& child : node.children()) {
      if (!node.line_id().empty()) {
        EXPECT_EQ(child.line_id(), node.line_id()) << child.text();
      }
      Check(child);
    }
  }

 private:
  void CheckEvent(const v1::Explanation& node) const {
    if (node.position() == 0) {
      EXPECT_EQ(node.stream() + node.actor(), "") << node.text();
      EXPECT_FALSE(node.has_recorded_at()) << node.text();
      return;
    }
    const auto event = events_.find(node.position());
    ASSERT_NE(event, events_.end()) << node.text();
    EXPECT_EQ(node.stream(), event->second.stream()) << node.text();
    EXPECT_EQ(node.actor(), event->second.actor()) << node.text();
    EXPECT_TRUE(IsSame(event->second.recorded_at(), node.recorded_at())) << node.text();
  }

  static void CheckSum(const v1::Explanation& document) {
    int64_t sum = 0;
    for (const v1::Explanation& child : document.children()) {
      if (child.kind() != v1::EXPLANATION_KIND_LINE && child.kind() != v1::EXPLANATION_KIND_TAX) {
        continue;
      }
      EXPECT_EQ(child.amount().currency(), document.amount().currency()) << child.text();
      sum += child.amount().minor_units();
    }
    EXPECT_EQ(sum, document.amount().minor_units()) << document.text();
  }

  std::map<uint64_t, v1::RecordedEvent> events_;
};

// The answer, which must be one and keep to what every explanation must.
inline v1::Explanation Told(Office& office, const std::string& number,
                            const std::string& line_id = "") {
  const auto told = TryToTell(office, number, line_id);
  EXPECT_TRUE(told.ok()) << told.status();
  if (!told.ok()) return {};
  Keeping(office).Check(*told);
  return *told;
}

// The tree as text, a sentence a line, indented, behind the kind of each and before its stream.
inline std::string Tree(const v1::Explanation& node, const std::string& indent = "") {
  const std::string kind =
      v1::ExplanationKind_Name(node.kind()).substr(sizeof("EXPLANATION_KIND_") - 1);
  std::string text = absl::StrCat(indent, kind, " ", node.text(), node.stream().empty() ? "" : " <",
                                  node.stream(), node.stream().empty() ? "" : ">", "\n");
  for (const v1::Explanation& child : node.children()) {
    absl::StrAppend(&text, Tree(child, indent + "  "));
  }
  return text;
}

// All nodes of a kind in the tree, from the top.
inline void FindAll(const v1::Explanation& node, v1::ExplanationKind kind,
                    std::vector<v1::Explanation>& found) {
  if (node.kind() == kind) found.push_back(node);
  for (const v1::Explanation& child : node.children()) FindAll(child, kind, found);
}

inline std::vector<v1::Explanation> FindAll(const v1::Explanation& node, v1::ExplanationKind kind) {
  std::vector<v1::Explanation> found;
  FindAll(node, kind, found);
  return found;
}

// The first of a kind; fails the test if there is none.
inline v1::Explanation Find(const v1::Explanation& node, v1::ExplanationKind kind) {
  const std::vector<v1::Explanation> found = FindAll(node, kind);
  EXPECT_FALSE(found.empty()) << v1::ExplanationKind_Name(kind) << " in\n" << Tree(node);
  return found.empty() ? v1::Explanation() : found.front();
}

}  // namespace tally
