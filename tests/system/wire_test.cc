// The wire: requests that no client library would send, and who they say they are from.

#include "system/support/wire.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "ledger/base/sha256.h"
#include "ledger/store/encoding.h"
#include "support/contract.h"
#include "system/support/story.h"

namespace tally {
namespace {

using google::protobuf::LogSilencer;

constexpr char kOrg[] =
    "request_id: 'first' org { org_id: 'o' name: 'O' currency: 'USD' time_zone: 'UTC' }";

// HTTP/2 by hand, to send what gRPC's clients refuse to (RFC 9113, RFC 7541 without compression).
class RawConnection {
 public:
  explicit RawConnection(const std::string& path) : number_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    const timeval patience = {.tv_sec = 60, .tv_usec = 0};
    setsockopt(number_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    EXPECT_EQ(connect(number_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;
  ~RawConnection() { close(number_); }

  // Sends one call with `actors` in its metadata, and returns the bytes that come back until its
  // status has come.
  std::string Call(const std::string& method, const std::vector<std::string>& actors,
                   const std::string& request) const {
    std::string headers = Header(":method", "POST") + Header(":scheme", "http") +
                          Header(":path", "/" + method) + Header(":authority", "localhost") +
                          Header("te", "trailers") + Header("content-type", "application/grpc");
    for (const std::string& actor : actors) headers += Header("tally-actor", actor);
    Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(4, 0, 0, "") + Frame(1, 4, 1, headers) +
         Frame(0, 1, 1, std::string(1, '\0') + BigEndian(request.size(), 4) + request));
    std::string received;
    char buffer[4096];
    while (!absl::StrContains(received, "grpc-status")) {
      const ssize_t size = recv(number_, buffer, sizeof(buffer), 0);
      if (size <= 0) break;
      received.append(buffer, static_cast<size_t>(size));
    }
    return received;
  }

 private:
  static std::string BigEndian(size_t number, int bytes) {
    std::string text;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      text += static_cast<char>((number >> shift) & 0xFF);
    }
    return text;
  }
  static std::string Frame(char type, char flags, size_t stream, const std::string& payload) {
    return BigEndian(payload.size(), 3) + type + flags + BigEndian(stream, 4) + payload;
  }
  // Names and values are shorter than 127 bytes.
  static std::string Header(const std::string& name, const std::string& value) {
    return std::string(1, '\0') + static_cast<char>(name.size()) + name +
           static_cast<char>(value.size()) + value;
  }
  void Send(const std::string& bytes) const {
    EXPECT_EQ(send(number_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }

  const int number_;
};

class Wire : public Story {
 protected:
  // Sends `bytes` and expects a refusal, with nothing recorded.
  void ExpectRefused(const Client& client, absl::string_view method, const std::string& bytes,
                     v1::Reason reason, absl::string_view field) {
    SCOPED_TRACE(method);
    const uint64_t head = Head();
    const absl::Status status = client.CallRaw(method, bytes).status;
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    const v1::Refusal refusal = RefusalIn(status);
    EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(reason)) << refusal.message();
    EXPECT_EQ(refusal.field(), field) << refusal.message();
    EXPECT_EQ(Head(), head);
  }

  static std::string Bytes(const char* method, absl::string_view text) {
    const LogSilencer silence;  // Text that is not UTF-8 is written, with a word about it.
    return ParseRequest(method, text)->SerializeAsString();
  }
};

TEST_F(Wire, BytesThatAreNoMessageAreRefused) {
  const std::string right = Bytes("Orgs/Define", kOrg);
  const std::string rows[] = {"\xFF",
                              "\x0A\x05"
                              "ab",
                              right.substr(0, right.size() - 1),
                              right + "\x0A",
                              std::string("\x02\x00", 2),
                              std::string(100, '\x0B')};
  for (const std::string& bytes : rows) {
    ExpectRefused(client_, "tally.v1.Orgs/Define", bytes, v1::REASON_MESSAGE_MALFORMED, "");
  }
  EXPECT_EQ(Head(), 0U);
}

TEST_F(Wire, TextThatIsNotUtf8IsRefusedByItsField) {
  DefineMsp();
  const struct {
    const char* method;
    const char* text;
    const char* field;
  } rows[] = {
      {"Orgs/Define", "request_id: 'r\\xFF'", "request_id"},
      {"Orgs/Define", "request_id: 'r' org { org_id: 'o' name: '\\xC0\\x80' }", "org.name"},
      {"Taxes/Define", "request_id: 'r' org_id: '\\xED\\xA0\\x80'", "org_id"},
      {"Catalog/Define", "item { external_ids { system: 's' } external_ids { id: '\\x80' } }",
       "item.external_ids[1].id"},
      {"Sources/Define", "source { meters {} meters {} meters { meter: 'a\\xFE' } }",
       "source.meters[2].meter"},
      {"Customers/Define", "customer { name: 'Zo\\xEB' }", "customer.name"},
      {"Plans/Set", "plan { lines {} lines { counted { meter: '\\xF5\\x80\\x80\\x80' } } }",
       "plan.lines[1].counted.meter"},
      {"Counts/Record", "observations { account: 'a' } observations { account: '\\xFF' }",
       "observations[1].account"},
      {"Runs/Start", "customer_ids: 'a' customer_ids: 'b\\xC3'", "customer_ids[1]"},
      {"Drafts/Hold", "reason: 'first\\n\\xF0\\x9F\\x98'", "reason"},
      {"Invoices/Credit", "lines { lines {} lines { line_id: '\\xFF' } }",
       "lines.lines[1].line_id"},
      {"Orgs/Get", "org_id: '\\xFF'", "org_id"},
  };
  for (const auto& [method, text, field] : rows) {
    ExpectRefused(client_, absl::StrCat("tally.v1.", method), Bytes(method, text),
                  v1::REASON_MESSAGE_MALFORMED, field);
  }
}

// What a newer client knows and this daemon does not is left out.
TEST_F(Wire, FieldsThatAreNotKnownAreNotInTheWay) {
  const std::string bytes = Bytes("Orgs/Define", kOrg) +
                            "\xFA\xFF\x7F\x02"
                            "hi";
  const RawOutcome outcome = client_.CallRaw("tally.v1.Orgs/Define", bytes);
  EXPECT_EQ(outcome.status, absl::OkStatus());
  EXPECT_EQ(Do<v1::GetOrg>("org_id: 'o'").name(), "O");
}

TEST_F(Wire, ActorsAreRecordedAsTheyNameThemselves) {
  DefineMsp();
  for (const std::string& actor : {std::string("ann@example.com"), std::string(256, 'a')}) {
    EXPECT_EQ(RunMonth(daemon_.NewClient(actor), "msp", "2026-10").started_by(), actor);
  }
  EXPECT_EQ(RunMonth(daemon_.NewClient(""), "msp", "2026-10").started_by(), "anonymous");
}

TEST_F(Wire, AnActorThatIsTooLongIsRefused) {
  for (const size_t size : {size_t{257}, size_t{4'000}}) {
    const Client client = daemon_.NewClient(std::string(size, 'a'));
    ExpectRefused(client, "tally.v1.Orgs/Define", Bytes("Orgs/Define", kOrg),
                  v1::REASON_FIELD_INVALID, "tally-actor");
    ExpectRefused(client, "tally.v1.Orgs/Get", Bytes("Orgs/Get", "org_id: 'o'"),
                  v1::REASON_FIELD_INVALID, "tally-actor");
  }
}

// An actor that is not text would be written to the log, and never be read again.
TEST_F(Wire, AnActorThatIsNotOneLineOfTextIsRefused) {
  const std::string request = Bytes("Orgs/Define", kOrg);
  const std::vector<std::vector<std::string>> rows = {
      {"ann\nbob"}, {"\xFF"}, {"Zo\xEB"}, {"\xED\xA0\x80"}, {"ann", "bob"}};
  for (const auto& actors : rows) {
    SCOPED_TRACE(testing::PrintToString(actors));
    const std::string received =
        RawConnection(daemon_.socket()).Call("tally.v1.Orgs/Define", actors, request);
    EXPECT_TRUE(absl::StrContains(received, "tally-actor: ")) << received;
    EXPECT_EQ(Head(), 0U);
  }
  // By the same hand, to see that nothing else was wrong.
  RawConnection(daemon_.socket()).Call("tally.v1.Orgs/Define", {"Zo\xC3\xAB"}, request);
  EXPECT_EQ(Head(), 1U);
  daemon_.Restart();
  EXPECT_EQ(daemon_.NewClient().Call(Parse<v1::GetOrg>("org_id: 'o'"))->name(), "O");
}

// A token can be made by anybody who knows how it is made; it must not lead outside of the list.
TEST_F(Wire, APageTokenThatIsForgedIsHarmless) {
  DefineMsp();
  DefineCustomer("alpha");
  SetPlan("alpha", FixedLine("seat", "1", "10"));
  CountSeats("alpha", "2026-10-31T22:00:00Z", "18");
  Run("2026-10");
  const std::string number = Approve("alpha", "2026-10");
  const std::string keys[] = {"",
                              "x",
                              std::string(7, '\xFF'),
                              std::string(8, '\xFF'),
                              std::string(8, '\0'),
                              std::string("msp\0", 4),
                              std::string(300, 'z')};
  int accepted = 0;
  for (const auto* method : MethodsOfContract()) {
    const auto request = NewMessage(*method->input_type());
    const auto& reflection = *request->GetReflection();
    const auto* token = method->input_type()->FindFieldByName("page_token");
    if (token == nullptr) continue;
    for (const auto& [name, value] : {std::pair("org_id", "msp"), std::pair("source_id", "shop"),
                                      std::pair("run_id", "2026-10.1")}) {
      const auto* field = method->input_type()->FindFieldByName(name);
      if (field != nullptr) reflection.SetString(request.get(), field, value);
    }
    const std::string digest =
        Sha256({method->input_type()->full_name(), EncodeDeterministically(*request)}).substr(0, 8);
    for (const std::string& key : keys) {
      reflection.SetString(request.get(), token, absl::WebSafeBase64Escape(digest + key));
      const absl::Status status =
          client_.CallRaw(PathOf(*method), request->SerializeAsString()).status;
      EXPECT_TRUE(status.ok() || RefusalOf(status)) << PathOf(*method) << ": " << status;
      accepted += status.ok() ? 1 : 0;
    }
  }
  EXPECT_GT(accepted, 50) << "the tokens were not made as the daemon makes them";
  EXPECT_EQ(Invoice(number).status(), v1::INVOICE_STATUS_ISSUED);
}

// With the smallest limit that a configuration may set.
TEST(SmallWire, AMessageOverTheLimitIsRefusedAndTheNextOneIsNot) {
  constexpr size_t kLimit = 1 << 16;
  const RunningDaemon daemon(kLimit);
  const Client client = daemon.NewClient();
  const std::string method = "tally.v1.Orgs/Get";
  auto get = Parse<v1::GetOrg>("org_id: 'o'");
  get.set_org_id(std::string(kLimit - get.ByteSizeLong() - 2, 'x'));
  while (get.ByteSizeLong() < kLimit) get.mutable_org_id()->push_back('x');
  ASSERT_EQ(get.ByteSizeLong(), kLimit);
  EXPECT_EQ(RefusalIn(client.CallRaw(method, get.SerializeAsString()).status).field(), "org_id");

  get.mutable_org_id()->push_back('x');
  const absl::Status status = client.CallRaw(method, get.SerializeAsString()).status;
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_FALSE(RefusalOf(status)) << status;
  EXPECT_EQ(Answer(client, v1::GetHeadRequest()).position(), 0U);
}

}  // namespace
}  // namespace tally
