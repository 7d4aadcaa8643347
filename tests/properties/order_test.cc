// Commands that do not depend on each other give the same documents in whatever order they come.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "properties/any_story.h"
#include "properties/choice.h"
#include "properties/house.h"
#include "properties/telling.h"

namespace tally {
namespace {

constexpr int kMonths = 2;
constexpr char kNeighbour[] = "beta";

// The same as of another customer, who has accounts of its own.
Story OfNeighbour(Story story) {
  for (StoryMonth& month : story.months) {
    month.customer.set_customer_id(kNeighbour);
    for (v1::Account& account : *month.customer.mutable_accounts()) {
      account.set_account("B" + account.account());
    }
    for (v1::Plan& plan : month.plans) plan.set_customer_id(kNeighbour);
    for (auto& [source, counts] : month.counts) {
      for (v1::Observation& seen : counts) seen.set_account("B" + seen.account());
    }
    for (v1::TimeEntry& entry : month.time) {
      entry.set_entry_id("b" + entry.entry_id());
      entry.set_customer_id(kNeighbour);
    }
    for (v1::Charge& charge : month.charges) {
      charge.set_entry_id("b" + charge.entry_id());
      charge.set_customer_id(kNeighbour);
    }
    for (v1::Trigger& trigger : month.triggers) {
      trigger.set_key("b" + trigger.key());
      trigger.set_customer_id(kNeighbour);
    }
  }
  return story;
}

// What is known of a month, each piece a command of its own.
std::vector<StoryMonth> PiecesOf(const StoryMonth& month) {
  std::vector<StoryMonth> pieces;
  const auto piece = [&]() -> StoryMonth& {
    pieces.emplace_back();
    pieces.back().month = month.month;
    return pieces.back();
  };
  piece().customer = month.customer;
  for (const v1::Plan& plan : month.plans) piece().plans = {plan};
  for (const auto& [source, counts] : month.counts) {
    for (const v1::Observation& seen : counts) piece().counts[source] = {seen};
  }
  for (const v1::TimeEntry& entry : month.time) piece().time = {entry};
  for (const v1::Charge& charge : month.charges) piece().charges = {charge};
  for (const v1::Trigger& trigger : month.triggers) piece().triggers = {trigger};
  return pieces;
}

// The customer that must be there before; empty if none.
std::string NeededBy(const StoryMonth& piece) {
  if (!piece.plans.empty()) return piece.plans.front().customer_id();
  if (!piece.time.empty()) return piece.time.front().customer_id();
  if (!piece.charges.empty()) return piece.charges.front().customer_id();
  if (!piece.triggers.empty()) return piece.triggers.front().customer_id();
  return "";
}

template <class Value>
std::vector<Value> Shuffled(std::vector<Value> values) {
  for (size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[static_cast<size_t>(Between(0, static_cast<int>(i) - 1))]);
  }
  return values;
}

// Leaves out positions, which are those of the order, and the content's hash, which is on those of
// entries and exchange rates, too.
void ClearPositions(google::protobuf::Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    if (field->name() == "position" || field->name() == "content_hash") {
      reflection.ClearField(&message, field);
    }
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      ClearPositions(*reflection.MutableMessage(&message, field));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      ClearPositions(*reflection.MutableRepeatedMessage(&message, field, i));
    }
  }
}

template <class Document>
std::string TextWithoutPositions(Document document) {
  ClearPositions(document);
  return document.DebugString();
}

// Tells the house all that is known of a month, in an order of its own.
void KnowInAnyOrder(const std::vector<StoryMonth>& pieces, std::set<std::string>& customers,
                    House& house) {
  std::vector<StoryMonth> waiting = Shuffled(pieces);
  while (!waiting.empty()) {
    std::vector<StoryMonth> later;
    for (const StoryMonth& piece : waiting) {
      const std::string needed = NeededBy(piece);
      if (!needed.empty() && !customers.contains(needed)) {
        later.push_back(piece);
        continue;
      }
      house.Know(piece);
      customers.insert(piece.customer.customer_id());
    }
    waiting = std::move(later);
  }
}

// Lives both stories, what is known of each month in an order of its own. Returns all drafts and
// invoices as text.
std::vector<std::string> LiveInAnyOrder(const Story& story, const Story& neighbour) {
  Story defined = story;
  defined.taxes = Shuffled(defined.taxes);
  defined.items = Shuffled(defined.items);
  defined.sources = Shuffled(defined.sources);
  defined.rates = Shuffled(defined.rates);
  House house(defined);
  std::set<std::string> customers;
  std::vector<std::string> documents;
  for (size_t i = 0; i < story.months.size(); ++i) {
    std::vector<StoryMonth> pieces = PiecesOf(story.months[i]);
    std::vector<StoryMonth> more = PiecesOf(neighbour.months[i]);
    std::move(more.begin(), more.end(), std::back_inserter(pieces));
    KnowInAnyOrder(pieces, customers, house);

    const absl::CivilMonth month = story.months[i].month;
    house.Run(month);
    for (const char* customer : {kCustomer, kNeighbour}) {
      const auto content = house.ContentOf(month, customer);
      documents.push_back(content ? TextWithoutPositions(*content) : "no draft");
      const std::string number = house.Approve(month, customer);
      if (number.empty()) continue;
      const auto issued = house.books().invoices.Find(kOrg, number);
      documents.push_back(TextWithoutPositions(issued->invoice()));
    }
  }
  return documents;
}

RC_GTEST_PROP(Order, DoesNotMatterToWhatIsBilled, ()) {
  const Story provider = AnyProvider(kMonths);
  Story story = provider;
  AddAnything(story);
  Story neighbour = provider;
  AddAnything(neighbour);
  neighbour = OfNeighbour(std::move(neighbour));
  const Telling telling([&] { return TextOf(story) + TextOf(neighbour); });
  const std::vector<std::string> one = LiveInAnyOrder(story, neighbour);
  const std::vector<std::string> other = LiveInAnyOrder(story, neighbour);
  RC_ASSERT(one.size() == other.size());
  for (size_t i = 0; i < one.size(); ++i) RC_ASSERT(one[i] == other[i]);
}

}  // namespace
}  // namespace tally
