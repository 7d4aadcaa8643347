// The surface of the contract: what proto/ says there is, is served, shown and healthy.

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "grpc/health/v1/health.pb.h"
#include "support/contract.h"
#include "system/support/story.h"

namespace tally {
namespace {

using google::protobuf::FileDescriptorProto;
using google::protobuf::UnknownFieldSet;
using testing::IsSupersetOf;

// The contract as it stands in the files, whatever this program is linked with.
class Files {
 public:
  Files() {
    for (const auto& entry : std::filesystem::directory_iterator(PROTO_DIRECTORY "/tally/v1")) {
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) Read(line);
    }
  }

  // Full names, such as `tally.v1.Taxes`.
  const std::set<std::string>& services() const { return services_; }
  // Such as `tally.v1.Taxes/Define`.
  const std::set<std::string>& methods() const { return methods_; }

 private:
  // Services and methods begin a line, as proto_lint sees to.
  void Read(const std::string& line) {
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::ByAnyChar(" ("), absl::SkipEmpty());
    if (words.size() < 2) return;
    if (words[0] == "service") {
      service_ = absl::StrCat("tally.v1.", words[1]);
      services_.insert(service_);
    }
    if (words[0] == "rpc") methods_.insert(absl::StrCat(service_, "/", words[1]));
  }

  std::string service_;
  std::set<std::string> services_;
  std::set<std::string> methods_;
};

// gRPC's reflection, by the numbers of reflection.proto, which Debian does not ship.
constexpr char kReflection[] = "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
constexpr int kFileContainingSymbol = 4;  // Of the request.
constexpr int kListServices = 7;
constexpr int kFileDescriptorResponse = 4;  // Of the response.
constexpr int kListServicesResponse = 6;

class Surface : public Story {
 protected:
  // All fields `number` of a message.
  static std::vector<std::string> FieldsOf(const std::string& message, int number) {
    UnknownFieldSet fields;
    EXPECT_TRUE(fields.ParseFromString(message));
    std::vector<std::string> found;
    for (int i = 0; i < fields.field_count(); ++i) {
      const bool is =
          fields.field(i).number() == number &&
          fields.field(i).type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED;
      if (is) found.push_back(fields.field(i).length_delimited());
    }
    return found;
  }

  // What reflection answers in its field `answer` to its question `question`.
  std::string Reflect(int question, const std::string& text, int answer) {
    UnknownFieldSet request;
    request.AddLengthDelimited(question, text);
    std::string bytes;
    request.SerializeToString(&bytes);
    const auto answers = FieldsOf(client_.Probe(kReflection, bytes).reply, answer);
    EXPECT_EQ(answers.size(), 1U) << text;
    return answers.empty() ? "" : answers[0];
  }

  std::set<std::string> ReflectedServices() {
    std::set<std::string> services;
    for (const std::string& service :
         FieldsOf(Reflect(kListServices, "", kListServicesResponse), 1)) {
      services.merge(std::set<std::string>({FieldsOf(service, 1).at(0)}));
    }
    return services;
  }

  // The methods of a service by the descriptors that reflection gives for it.
  std::set<std::string> ReflectedMethods(const std::string& service) {
    std::set<std::string> methods;
    const std::string files = Reflect(kFileContainingSymbol, service, kFileDescriptorResponse);
    for (const std::string& bytes : FieldsOf(files, 1)) {
      FileDescriptorProto file;
      EXPECT_TRUE(file.ParseFromString(bytes));
      for (const auto& declared : file.service()) {
        if (absl::StrCat(file.package(), ".", declared.name()) != service) continue;
        for (const auto& method : declared.method()) {
          methods.insert(absl::StrCat(service, "/", method.name()));
        }
      }
    }
    return methods;
  }

  // How the server, or one of its services, says it is.
  absl::StatusOr<grpc::health::v1::HealthCheckResponse::ServingStatus> Health(
      const std::string& service) {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    const RawOutcome outcome =
        client_.CallRaw("grpc.health.v1.Health/Check", request.SerializeAsString());
    if (!outcome.status.ok()) return outcome.status;
    grpc::health::v1::HealthCheckResponse response;
    EXPECT_TRUE(response.ParseFromString(outcome.reply));
    return response.status();
  }

  const Files files_;
};

TEST_F(Surface, EveryMethodIsServed) {
  DefineMsp();  // So that there is something to stream.
  const std::set<std::string> methods = files_.methods();
  EXPECT_GT(methods.size(), 40U);
  for (const std::string& method : methods) {
    const absl::Status status = client_.Probe(method, "").status;
    EXPECT_NE(status.code(), absl::StatusCode::kUnimplemented) << method;
    // Probing leaves a stream after its first message; nothing else goes wrong but the request.
    const bool is_expected = status.ok() || absl::IsCancelled(status) || RefusalOf(status);
    EXPECT_TRUE(is_expected) << method << ": " << status;
  }
}

TEST_F(Surface, NothingElseIsServed) {
  for (const char* method :
       {"tally.v1.Taxes/define", "tally.v1.Taxes/Undefine", "tally.v1.Runs/Advance",
        "tally.v2.Taxes/Define", "Taxes/Define", "tally.v1.Taxes/"}) {
    EXPECT_EQ(client_.Probe(method, "").status.code(), absl::StatusCode::kUnimplemented) << method;
  }
}

TEST_F(Surface, ReflectionShowsEveryServiceAndMethod) {
  const std::set<std::string> services = files_.services();
  std::set<std::string> reflected = ReflectedServices();
  EXPECT_THAT(reflected, IsSupersetOf({"grpc.health.v1.Health"}));
  std::set<std::string> methods;
  for (auto service = reflected.begin(); service != reflected.end();) {
    const bool ours = absl::StartsWith(*service, "tally.");
    if (ours) methods.merge(ReflectedMethods(*service));
    service = ours ? std::next(service) : reflected.erase(service);
  }
  EXPECT_EQ(reflected, services);
  EXPECT_EQ(methods, files_.methods());
}

TEST_F(Surface, TheServerAndEveryServiceAreHealthy) {
  using Response = grpc::health::v1::HealthCheckResponse;
  std::set<std::string> services = files_.services();
  services.insert("");
  for (const std::string& service : services) {
    const auto health = Health(service);
    ASSERT_TRUE(health.ok()) << service << ": " << health.status();
    EXPECT_EQ(*health, Response::SERVING) << service;
  }
  EXPECT_EQ(Health("tally.v1.None").status().code(), absl::StatusCode::kNotFound);
}

// What this program is linked with is all of the contract, so that tests can go through it.
TEST_F(Surface, TheDaemonIsLinkedWithTheContractThatTheFilesSay) {
  std::set<std::string> linked;
  for (const auto* method : MethodsOfContract()) linked.insert(PathOf(*method));
  EXPECT_EQ(linked, files_.methods());
}

}  // namespace
}  // namespace tally
