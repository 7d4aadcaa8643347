// Fuzz target: what a request passes before it is decided.
//
//   input := type newline bytes     type: the short name of a request of any service
//
// The bytes are what a client sends as that request. They are also given as what it says of itself.

#include <google/protobuf/stubs/logging.h>

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "daemon/rpc/gate.h"
#include "daemon/rpc/malformed.h"
#include "fuzz/fuzz.h"
#include "ledger/base/refusal.h"
#include "ledger/base/utf8.h"
#include "ledger/formats/canonical.h"
#include "ledger/store/memory_store.h"
#include "tally/v1/event.pb.h"
#include "tally/v1/what_if.pb.h"

namespace tally {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using Requests = std::map<std::string, const Descriptor*>;

void AddRequests(const FileDescriptor& file, Requests& requests) {
  for (int i = 0; i < file.service_count(); ++i) {
    for (int j = 0; j < file.service(i)->method_count(); ++j) {
      const Descriptor* type = file.service(i)->method(j)->input_type();
      requests[type->name()] = type;
    }
  }
  for (int i = 0; i < file.dependency_count(); ++i) AddRequests(*file.dependency(i), requests);
}

// The requests of all services that record events, and that of the deepest messages.
const Descriptor* RequestNamed(const std::string& name) {
  static const Requests& requests = []() -> const Requests& {
    auto& all = *new Requests();
    AddRequests(*v1::Event::descriptor()->file(), all);
    AddRequests(*v1::PreviewWhatIf::descriptor()->file(), all);
    return all;
  }();
  const auto found = requests.find(name);
  return found == requests.end() ? nullptr : found->second;
}

void RequireRefusal(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  Require(refusal.has_value(), "what is not taken is refused with a reason");
  Require(!refusal->message().empty() && !refusal->advice().empty(),
          "a refusal says what is wrong");
  Require(v1::Refusal().ParseFromString(refusal->SerializeAsString()), "a refusal can be sent");
}

void CheckRequest(const Descriptor& type, absl::string_view bytes) {
  const std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
  // Which says on standard error what it does not take.
  const google::protobuf::LogSilencer silence;
  if (!request->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    RequireRefusal(RefuseMalformed(bytes, type));
    return;
  }
  const absl::Status status = Validate(*request);
  if (!status.ok()) {
    RequireRefusal(status);
    return;
  }
  MakeCanonical(*request);
  Require(Validate(*request).ok(), "what is taken is taken however it is written");
  const std::string canonical = request->SerializeAsString();
  MakeCanonical(*request);
  Require(request->SerializeAsString() == canonical, "there is one canonical way to write it");
}

void CheckCaller(absl::string_view text) {
  const grpc::string_ref said(text.data(), text.size());
  MemoryStore rows;
  for (const Metadata& metadata : {Metadata{{kActorKey, said}}, Metadata{{kAuthorizationKey, said}},
                                   Metadata{{kAcknowledgeKey, said}}}) {
    const auto caller =
        SignIn(CredentialsIn(metadata, "unix:"), {}, Books(rows), absl::UnixEpoch());
    const auto acknowledged = AcknowledgementIn(metadata);
    if (!caller.ok()) RequireRefusal(caller.status());
    if (!acknowledged.ok()) RequireRefusal(acknowledged.status());
    Require(!caller.ok() || (!caller->actor.empty() && IsUtf8(caller->actor)),
            "who calls can be recorded");
    Require(!acknowledged.ok() || !*acknowledged || (*acknowledged)->position > 0,
            "an acknowledged event has a position");
  }
}

}  // namespace
}  // namespace tally

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tally;
  const absl::string_view input = TextOf(data, size);
  CheckCaller(input);
  const size_t end = input.find('\n');
  if (end == absl::string_view::npos) return 0;
  const Descriptor* type = RequestNamed(std::string(input.substr(0, end)));
  if (type != nullptr) CheckRequest(*type, input.substr(end + 1));
  return 0;
}
