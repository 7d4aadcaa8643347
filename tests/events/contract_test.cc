// The rules of the contract that no compiler checks.

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "tally/v1/audit.pb.h"
#include "tally/v1/backups.pb.h"
#include "tally/v1/consumers.pb.h"
#include "tally/v1/event.pb.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/explain.pb.h"
#include "tally/v1/insight.pb.h"
#include "tally/v1/journal.pb.h"
#include "tally/v1/options.pb.h"
#include "tally/v1/what_if.pb.h"

namespace tally {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

void Collect(const FileDescriptor* file, std::set<const FileDescriptor*>& files) {
  if (file->package() != "tally.v1" || !files.insert(file).second) return;
  for (int i = 0; i < file->dependency_count(); ++i) Collect(file->dependency(i), files);
}

// Every file: event.proto imports each subject, and the others stand above it.
std::set<const FileDescriptor*> Files() {
  std::set<const FileDescriptor*> files;
  for (const Descriptor* message :
       {v1::RecordedEvent::descriptor(), v1::InclusionProof::descriptor(),
        v1::Delivery::descriptor(), v1::Explanation::descriptor(), v1::Backup::descriptor(),
        v1::BillingLeak::descriptor(), v1::JournalEntry::descriptor(),
        v1::WhatIfPart::descriptor()}) {
    Collect(message->file(), files);
  }
  return files;
}

std::vector<const Descriptor*> Messages() {
  std::vector<const Descriptor*> messages;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->message_type_count(); ++i) messages.push_back(file->message_type(i));
  }
  return messages;
}

std::vector<const FieldDescriptor*> Arms() {
  const auto* body = v1::Event::descriptor()->oneof_decl(0);
  std::vector<const FieldDescriptor*> arms;
  for (int i = 0; i < body->field_count(); ++i) arms.push_back(body->field(i));
  return arms;
}

bool IsEvent(const Descriptor& message) { return message.options().HasExtension(v1::stream); }

// The field of `message` that `path` names, such as `invoice.number`; null if there is none.
const FieldDescriptor* FieldAt(const Descriptor& message, absl::string_view path) {
  const Descriptor* at = &message;
  const FieldDescriptor* field = nullptr;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    field = at == nullptr ? nullptr : at->FindFieldByName(std::string(name));
    if (field == nullptr) return nullptr;
    at = field->message_type();
  }
  return field;
}

TEST(Event, HoldsNothingButItsBody) {
  EXPECT_EQ(v1::Event::descriptor()->oneof_decl_count(), 1);
  EXPECT_EQ(v1::Event::descriptor()->field_count(),
            v1::Event::descriptor()->oneof_decl(0)->field_count());
}

TEST(Event, EachMessageWithAStreamHasExactlyOneArm) {
  std::map<const Descriptor*, int> arms_of;
  for (const FieldDescriptor* arm : Arms()) {
    ASSERT_EQ(arm->type(), FieldDescriptor::TYPE_MESSAGE) << arm->name();
    EXPECT_TRUE(IsEvent(*arm->message_type())) << arm->name() << " has no option (stream)";
    arms_of[arm->message_type()] += 1;
  }
  EXPECT_GE(arms_of.size(), 21U);
  for (const Descriptor* message : Messages()) {
    if (!IsEvent(*message)) continue;
    EXPECT_EQ(arms_of[message], 1) << message->name();
  }
}

TEST(Event, EachStreamIsNamedByTextFieldsOfTheEvent) {
  for (const Descriptor* message : Messages()) {
    if (!IsEvent(*message)) continue;
    const std::string& pattern = message->options().GetExtension(v1::stream);
    SCOPED_TRACE(message->name() + ": " + pattern);
    ASSERT_FALSE(pattern.empty());
    std::vector<std::string> pieces = absl::StrSplit(pattern, '{');
    EXPECT_EQ(pieces.front().find('}'), std::string::npos);
    for (size_t i = 1; i < pieces.size(); ++i) {
      const size_t end = pieces[i].find('}');
      ASSERT_NE(end, std::string::npos);
      const FieldDescriptor* field = FieldAt(*message, pieces[i].substr(0, end));
      ASSERT_NE(field, nullptr) << pieces[i];
      EXPECT_EQ(field->type(), FieldDescriptor::TYPE_STRING);
      EXPECT_FALSE(field->is_repeated());
    }
  }
}

TEST(Event, EachSubjectOwnsItsBlocksOfTwenty) {
  std::map<int, const FileDescriptor*> owners;
  for (const FieldDescriptor* arm : Arms()) {
    EXPECT_GE(arm->number(), 20) << arm->name();
    const FileDescriptor* subject = arm->message_type()->file();
    const auto [owner, is_new] = owners.emplace(arm->number() / 20, subject);
    EXPECT_EQ(owner->second, subject) << arm->name() << " is in the block of another subject";
  }
}

bool IsQuery(const std::string& name) {
  for (const char* verb : {"Get", "List", "Preview", "Follow", "Read", "Subscribe", "Receive",
                           "Explain", "Prove", "Export", "Check", "Verify", "Revalue"}) {
    if (absl::StartsWith(name, verb)) return true;
  }
  return false;
}

// Whether to send it twice is the same as to send it once, or makes a copy of what is there: such a
// call changes no fact, and needs no name.
bool CanBeRepeated(const std::string& name) {
  static const std::set<std::string> names = {
      "AcknowledgeEvents", "FailEvent", "ReplayParkedEvents", "CreateBackup", "RestoreBackup"};
  return names.contains(name);
}

void ExpectRequestId(const Descriptor& command) {
  SCOPED_TRACE(command.name());
  const FieldDescriptor* field = command.FindFieldByNumber(1);
  ASSERT_NE(field, nullptr);
  EXPECT_EQ(field->name(), "request_id");
  EXPECT_EQ(field->type(), FieldDescriptor::TYPE_STRING);
  EXPECT_TRUE(field->options().GetExtension(v1::required));
  EXPECT_EQ(field->options().GetExtension(v1::format), v1::FORMAT_REQUEST_ID);
}

TEST(Contract, EachCallThatChangesSomethingHasARequestIdAsItsFirstField) {
  int commands = 0;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        const Descriptor& request = *file->service(i)->method(j)->input_type();
        if (IsQuery(request.name()) || CanBeRepeated(request.name())) {
          EXPECT_EQ(request.FindFieldByName("request_id"), nullptr) << request.name();
          continue;
        }
        commands += 1;
        ExpectRequestId(request);
      }
    }
  }
  EXPECT_GE(commands, 18);
}

// What is asked of the log itself, or of what is not folded from it, has no earlier state.
bool HasNoEarlierState(const Descriptor& request) {
  static const std::set<std::string> names = {
      "GetHeadRequest", "GetCheckpointRequest", "ListRefusalsRequest", "ListBackups",
      "GetConsumer",    "ListConsumers",        "ListParkedEvents",    "ListRolesRequest",
      "GetCaller",      "ReadAccessLog"};
  return names.contains(request.name());
}

TEST(Contract, EachQueryCanBeAskedAsOfThen) {
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        const Descriptor& request = *file->service(i)->method(j)->input_type();
        bool is_query = request.name() == "CheckBookRequest" || request.name() == "ExportJournal";
        for (const char* verb : {"Get", "List", "Preview", "Read", "Explain", "Revalue"}) {
          is_query = is_query || absl::StartsWith(request.name(), verb);
        }
        const FieldDescriptor* as_of = request.FindFieldByName("as_of");
        EXPECT_EQ(as_of != nullptr, is_query && !HasNoEarlierState(request)) << request.name();
      }
    }
  }
}

TEST(Contract, NoMessageHasARequestIdElsewhere) {
  for (const Descriptor* message : Messages()) {
    const FieldDescriptor* field = message->FindFieldByName("request_id");
    const bool tells_of_a_request = message->name() == "RecordedEvent" ||
                                    message->name() == "RefusalRecord" ||
                                    message->name() == "LeafEntry" || message->name() == "Commit";
    if (field == nullptr || tells_of_a_request) continue;
    ExpectRequestId(*message);
  }
}

TEST(Contract, EachEnumStartsWithAnUnspecifiedValue) {
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->enum_type_count(); ++i) {
      const auto* zero = file->enum_type(i)->FindValueByNumber(0);
      ASSERT_NE(zero, nullptr) << file->enum_type(i)->name();
      EXPECT_TRUE(absl::EndsWith(zero->name(), "_UNSPECIFIED")) << zero->name();
    }
  }
}

// A format says how text is written, so it says nothing on a field of another type.
TEST(Contract, OnlyTextHasAFormatAndOnlyListsHaveALimit) {
  for (const Descriptor* message : Messages()) {
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor& field = *message->field(i);
      if (field.options().HasExtension(v1::format)) {
        EXPECT_EQ(field.type(), FieldDescriptor::TYPE_STRING) << field.full_name();
      }
      if (field.options().HasExtension(v1::max_items)) {
        EXPECT_TRUE(field.is_repeated()) << field.full_name();
      }
    }
  }
}

}  // namespace
}  // namespace tally
