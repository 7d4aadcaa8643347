// Commands that acknowledge an event in the same step.

#include <gtest/gtest.h>

#include <string>

#include "system/support/consumer_story.h"

namespace tally {
namespace {

class ConsumerCommands : public ConsumerStory {};

TEST_F(ConsumerCommands, AcknowledgeWithACommandInOneStep) {
  DefineConsumer(kLong);
  const uint64_t first = Tax("t1");
  const uint64_t second = Tax("t2");
  const Stream stream = Receive();
  ExpectNext(*stream, first, 1);
  ExpectNext(*stream, second, 1);

  const RawOutcome done = TaxAcknowledging(At(first), "x1", "x1");
  EXPECT_TRUE(done.status.ok()) << done.status;
  EXPECT_EQ(Status().done_position(), second - 1);
  // The same request again is answered the same, although nothing waits any more.
  const uint64_t head = Head();
  const RawOutcome again = TaxAcknowledging(At(first), "x1", "x1");
  EXPECT_TRUE(again.status.ok()) << again.status;
  EXPECT_EQ(again.reply, done.reply);
  // Another one is refused as a whole; but it was not decided, so that it can be sent without.
  ExpectReason(TaxAcknowledging(At(first), "x2", "x2").status, v1::REASON_EVENT_NOT_WAITING,
               "tally-acknowledge");
  EXPECT_EQ(Head(), head);
  EXPECT_TRUE(Do<v1::DefineTax>("request_id: 'x2' org_id: 'msp' "
                                "tax { tax_id: 'x2' name: 'T' rate_percent: '2' }")
                  .first_position() > head);
}

TEST_F(ConsumerCommands, AcknowledgeNothingWithACommandThatIsRefused) {
  DefineConsumer(kLong);
  const uint64_t first = Tax("t1");
  // No tax may be called so.
  const RawOutcome refused = TaxAcknowledging(At(first), "x1", "exempt");
  ExpectReason(refused.status, v1::REASON_TAX_ID_RESERVED, "tax.tax_id");
  EXPECT_EQ(Status().done_position(), first - 1);
  const Stream stream = Receive();
  ExpectNext(*stream, first, 1);
  // The refusal is kept, as that of any command that was decided.
  EXPECT_EQ(TaxAcknowledging(At(first), "x1", "exempt").status, refused.status);
  EXPECT_TRUE(TaxAcknowledging(At(first), "x2", "x2").status.ok());
  EXPECT_GE(Status().done_position(), first);
}

TEST_F(ConsumerCommands, AcknowledgeInPassingOnlyWhereThatIsOneStep) {
  DefineConsumer(kLong);
  Tax("t1");
  for (const char* wrong : {"c", "@3", "c@", "c@0", "c@-1", "c@+1", "c@1x",
                            "c@99999999999999999999", "C@1", "c @1", "c@1@1"}) {
    SCOPED_TRACE(wrong);
    ExpectReason(TaxAcknowledging(wrong, "x1", "x1").status, v1::REASON_FIELD_INVALID,
                 "tally-acknowledge");
  }
  ExpectReason(consumers()
                   .Acknowledging("c@1", "tally.v1.Orgs/Get", Parse<v1::GetOrg>("org_id: 'msp'"))
                   .status,
               v1::REASON_FIELD_INVALID, "tally-acknowledge");
  ExpectReason(
      consumers().Acknowledging("c@1", "tally.v1.Events/Subscribe", v1::SubscribeEvents()).status,
      v1::REASON_FIELD_INVALID, "tally-acknowledge");
}

}  // namespace
}  // namespace tally
