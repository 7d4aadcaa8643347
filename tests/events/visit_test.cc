#include "ledger/events/visit.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/events/wrap.h"
#include "support/text.h"

namespace tally {
namespace {

using google::protobuf::FieldDescriptor;

// An event with each arm, empty but for the org's id where there is one.
std::vector<v1::Event> AnEventOfEachType() {
  const auto* arms = v1::Event::descriptor()->oneof_decl(0);
  std::vector<v1::Event> events(static_cast<size_t>(arms->field_count()));
  for (int i = 0; i < arms->field_count(); ++i) {
    v1::Event& event = events[static_cast<size_t>(i)];
    auto* body = event.GetReflection()->MutableMessage(&event, arms->field(i));
    const FieldDescriptor* org_id = body->GetDescriptor()->FindFieldByName("org_id");
    if (org_id != nullptr) body->GetReflection()->SetString(body, org_id, "msp");
  }
  return events;
}

TEST(Visit, CallsOnceWithTheBodyOfEachType) {
  const auto* arms = v1::Event::descriptor()->oneof_decl(0);
  const std::vector<v1::Event> events = AnEventOfEachType();
  for (size_t i = 0; i < events.size(); ++i) {
    const FieldDescriptor* arm = arms->field(static_cast<int>(i));
    SCOPED_TRACE(arm->name());
    int calls = 0;
    Visit(events[i], [&]<class Body>(const Body& body) {
      calls += 1;
      EXPECT_EQ(Body::descriptor(), arm->message_type());
      EXPECT_EQ(&body, &events[i].GetReflection()->GetMessage(events[i], arm));
    });
    EXPECT_EQ(calls, 1);
  }
}

TEST(Visit, CallsNothingForAnEventWithoutABody) {
  Visit(v1::Event(), [](const auto&) { FAIL() << "was called"; });
}

TEST(Wrap, IsTheInverseOfVisit) {
  for (const v1::Event& event : AnEventOfEachType()) {
    Visit(event, [&](const auto& body) { EXPECT_TRUE(IsSame(event, Wrap(body))); });
  }
}

TEST(Wrap, PutsABodyInItsArm) {
  v1::InvoiceVoided voided;
  voided.set_invoice_number("BILL-2026-10-001");
  const v1::Event event = Wrap(voided);
  EXPECT_EQ(event.body_case(), v1::Event::kInvoiceVoided);
  EXPECT_TRUE(IsSame(voided, event.invoice_voided()));
}

TEST(ArmForDeathTest, StopsTheProcessForAMessageThatIsNoEvent) {
  EXPECT_DEATH(ArmFor(*v1::Event::descriptor()), "");
}

}  // namespace
}  // namespace tally
