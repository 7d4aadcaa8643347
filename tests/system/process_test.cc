// The process: what the program does with its directory, its socket, its flags and its signals.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/temporary_directory.h"
#include "system/support/client.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

using testing::HasSubstr;
using testing::Not;

class Process : public testing::Test {
 protected:
  // Expects the program to end with `code` and to say each of `texts`.
  static void ExpectEnd(const std::vector<std::string>& words, int code,
                        const std::vector<std::string>& texts) {
    Program program(words);
    EXPECT_EQ(program.Wait(), code);
    for (const std::string& text : texts) EXPECT_THAT(program.output(), HasSubstr(text));
  }

  static bool Serves(const Client& client) { return client.Call(v1::GetHeadRequest()).ok(); }

  static bool AsksForAToken(const Client& client) {
    return absl::IsUnauthenticated(client.Call(v1::GetHeadRequest()).status());
  }

  std::string Path(absl::string_view name) const {
    return absl::StrCat(directory_.path(), "/", name);
  }

  void Write(absl::string_view name, absl::string_view text) const {
    std::ofstream(Path(name)) << text;
  }

  const TemporaryDirectory directory_;
  const std::string data_ = Path("data");
  const std::string socket_ = data_ + "/tallyd.sock";
};

TEST_F(Process, ASecondDaemonOnADirectoryIsRefused) {
  Program first(Tallyd(data_));
  ASSERT_TRUE(first.Says("event=ready"));
  ExpectEnd(Tallyd(data_), 1, {"tallyd: another tallyd", data_, "--data"});
  ExpectEnd(Tallyd(data_, {"--socket", Path("other")}), 1, {"tallyd: another tallyd", data_});
  ExpectEnd(Tallyd(data_, {"--rebuild"}), 1, {"tallyd: another tallyd", data_});
  EXPECT_TRUE(Serves(Client(TargetIn(data_))));
}

TEST_F(Process, ItsSocketIsForItsUserAloneAndGoesWithIt) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Program daemon(Tallyd(data_));
    ASSERT_TRUE(daemon.Says("event=ready"));
    struct stat found = {};
    ASSERT_EQ(lstat(socket_.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode, static_cast<mode_t>(S_IFSOCK | 0600));
    ASSERT_EQ(stat(data_.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode, static_cast<mode_t>(S_IFDIR | 0700));
    daemon.Send(signal);
    EXPECT_EQ(daemon.Wait(), 0);
    EXPECT_NE(lstat(socket_.c_str(), &found), 0);
    EXPECT_THAT(daemon.output(), HasSubstr("event=stopped"));
  }
}

TEST_F(Process, ASocketThatAnotherDaemonListensOnIsRefused) {
  Program first(Tallyd(data_));
  ASSERT_TRUE(first.Says("event=ready"));
  ExpectEnd(Tallyd(Path("other"), {"--socket", socket_}), 1,
            {"tallyd: --socket " + socket_, "another daemon listens there"});
  EXPECT_TRUE(Serves(Client(TargetIn(data_))));
}

TEST_F(Process, ASocketThatADeadDaemonLeftIsReplaced) {
  {
    Program daemon(Tallyd(data_));
    ASSERT_TRUE(daemon.Says("event=ready"));
    daemon.Send(SIGKILL);
    daemon.Wait();
  }
  ASSERT_TRUE(std::filesystem::exists(socket_));
  Program daemon(Tallyd(data_));
  EXPECT_TRUE(daemon.Says("event=ready")) << daemon.output();
  EXPECT_TRUE(Serves(Client(TargetIn(data_))));
}

TEST_F(Process, ASocketThatCannotBeIsRefused) {
  Write("file", "precious");
  ExpectEnd(Tallyd(data_, {"--socket", Path("file")}), 1,
            {"tallyd: --socket " + Path("file"), "something else"});
  std::ifstream file(Path("file"));
  std::string kept;
  file >> kept;
  EXPECT_EQ(kept, "precious");

  const std::string long_path = Path(std::string(120, 'x'));
  ExpectEnd(Tallyd(data_, {"--socket", long_path}), 1, {"tallyd: --socket " + long_path, "107"});
  ExpectEnd(Tallyd(data_, {"--socket", Path("none/s")}), 1, {"tallyd: ", Path("none/s")});
}

TEST_F(Process, ADirectoryThatCannotBeIsRefused) {
  Write("file", "");
  ExpectEnd(Tallyd(Path("file")), 1, {"tallyd: --data " + Path("file")});
  ExpectEnd(Tallyd(Path("file/data")), 1, {"tallyd: --data " + Path("file/data")});
}

TEST_F(Process, OnlyLoopbackIsListenedOn) {
  for (const char* address : {"0.0.0.0:0", "[::]:0", ":0", "*:0", "192.168.1.1:0", "10.0.0.1:7420",
                              "[fe80::1]:0", "example.com:80", "127.0.0.1.example.com:80",
                              "localhost", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                              "127.0.0.1:-1", "127.0.0.1:x", "unix:/tmp/s", "dns:///127.0.0.1:0"}) {
    SCOPED_TRACE(address);
    ExpectEnd({TALLYD_PATH, "--data", data_, "--listen", address}, 1,
              {absl::StrCat("tallyd: --listen ", address), "127.0.0.1:PORT"});
  }
}

// The port that the daemon says it listens on.
std::string PortOf(Program& daemon) {
  EXPECT_TRUE(daemon.Says("event=listening"));
  const std::string said = daemon.output();
  const size_t at = said.find(" port=") + 6;
  return said.substr(at, said.find(' ', at) - at);
}

TEST_F(Process, LoopbackIsListenedOnIfItIsFree) {
  Program daemon({TALLYD_PATH, "--data", data_, "--listen", "127.0.0.1:0"});
  const std::string address = "127.0.0.1:" + PortOf(daemon);
  // Without a token nothing is told there but that one is missing.
  EXPECT_TRUE(AsksForAToken(Client(address, "")));
  EXPECT_TRUE(Serves(Client(TargetIn(data_))));
  ExpectEnd({TALLYD_PATH, "--data", Path("other"), "--listen", address}, 1,
            {"tallyd: " + address + " is in use"});
  EXPECT_TRUE(AsksForAToken(Client(address, "")));
}

TEST_F(Process, WrongFlagsAreRefused) {
  const struct {
    std::vector<std::string> flags;
    const char* said;
  } rows[] = {
      {{}, "--data is missing"},
      {{"--listen", "none"}, "--data is missing"},
      {{"--data", ""}, "--data"},
      {{"--data"}, "--data"},
      {{"--data", data_, "--rubbish"}, "--rubbish"},
      {{"--data", data_, "rubbish"}, "rubbish"},
      {{"--data", data_, "--log-level", "loud"}, "loud"},
      {{"--data", data_, "--config"}, "--config"},
      {{"--config", Path("none.toml")}, "none.toml"},
  };
  for (const auto& [flags, said] : rows) {
    SCOPED_TRACE(testing::PrintToString(flags));
    std::vector<std::string> words = {TALLYD_PATH};
    words.insert(words.end(), flags.begin(), flags.end());
    ExpectEnd(words, 2, {said});
  }
  EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(Process, SaysWhatItCanBeToldAndWhichVersionItIs) {
  ExpectEnd({TALLYD_PATH, "--help"}, 0,
            {"--data", "--socket", "--listen", "--config", "--rebuild"});
  ExpectEnd({TALLYD_PATH, "--version"}, 0, {"."});
}

TEST_F(Process, ErrorsInTheConfigurationFileNameFileAndKey) {
  const struct {
    const char* text;
    const char* said;
  } rows[] = {
      {"data = 1", "data: must be a path"},
      {"data = 'd'\nsocket = ['s']", "socket: must be a path"},
      {"data = 'd'\nlog_level = 3", "log_level: must be a name"},
      {"data = 'd'\nlog_level = 'loud'", "log_level: is \"loud\""},
      {"data = 'd'\nlisten = '127.0.0.1:0'", "listen: must be a list"},
      {"data = 'd'\nlisten = [7420]", "listen: must be a list"},
      {"data = 'd'\nmax_request_bytes = '8 MB'", "max_request_bytes: must be a number"},
      {"data = 'd'\nmax_request_bytes = 1.5", "max_request_bytes: must be a number"},
      {"data = 'd'\nmax_request_bytes = 99999999999", "max_request_bytes: must be a number"},
      {"data = 'd'\nmax_request_bytes = 65535", "max_request_bytes: must be at least"},
      {"data = 'd'\nmax_request_bytes = -1", "max_request_bytes: must be at least"},
      {"data = 'd'\nsockets = 's'", "sockets: unknown"},
      {"[data]\npath = 'd'", "data: must be a path"},
  };
  for (const auto& [text, said] : rows) {
    SCOPED_TRACE(text);
    Write("tallyd.toml", text);
    ExpectEnd({TALLYD_PATH, "--config", Path("tallyd.toml")}, 2,
              {absl::StrCat("tallyd: ", Path("tallyd.toml"), ": ", said)});
  }
  Write("tallyd.toml", "data = 'd'\nsocket = \n");
  ExpectEnd({TALLYD_PATH, "--config", Path("tallyd.toml")}, 2,
            {absl::StrCat("tallyd: ", Path("tallyd.toml"), ":2: ")});
  Write("tallyd.toml", "data = 'd'\ndata = 'e'\n");
  ExpectEnd({TALLYD_PATH, "--config", Path("tallyd.toml")}, 2,
            {absl::StrCat("tallyd: ", Path("tallyd.toml"), ":2: ")});
}

TEST_F(Process, FlagsWinOverTheConfigurationFile) {
  Write("tallyd.toml", absl::StrCat("data = '", Path("elsewhere"), "'\nsocket = '", Path("socket"),
                                    "'\nlisten = ['0.0.0.0:0']\nlog_level = 'off'\n"));
  Program daemon({TALLYD_PATH, "--config", Path("tallyd.toml"), "--data", data_, "--listen", "none",
                  "--log-level", "info"});
  EXPECT_TRUE(daemon.Says("event=ready")) << daemon.output();
  EXPECT_TRUE(Serves(Client("unix:" + Path("socket"))));
  EXPECT_TRUE(std::filesystem::exists(data_));
  EXPECT_FALSE(std::filesystem::exists(Path("elsewhere")));
}

// Defines taxes, one after the other, and remembers which request ids were answered.
class TaxDefiners {
 public:
  explicit TaxDefiners(const std::string& target) {
    for (int number = 0; number < kThreads; ++number) {
      threads_.emplace_back([this, target, number] { Define(Client(target), number); });
    }
  }
  ~TaxDefiners() { Stop(); }

  // Waits until more than `count` were answered.
  void Await(size_t count) {
    const auto are_enough = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return answered_.size() > count;
    };
    const absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&are_enough), kPatience));
  }

  // Sends no more, once those that were sent are answered.
  std::set<std::string> Stop() {
    stops_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    const absl::MutexLock lock(&mutex_);
    return answered_;
  }
  void SendNoMore() { stops_ = true; }

 private:
  static constexpr int kThreads = 8;

  void Define(const Client& client, int number) {
    for (int i = 0; !stops_; ++i) {
      const std::string request_id = absl::StrCat(number, "/", i);
      const auto reply = client.Call(Parse<v1::DefineTax>(
          absl::StrCat("request_id: '", request_id, "' org_id: 'msp' tax { tax_id: 't", number,
                       "' name: 'Tax' rate_percent: '", i % 100, "' }")));
      // gRPC cancels by itself what reaches a server that is shutting down.
      EXPECT_TRUE(reply.ok() || absl::IsUnavailable(reply.status()) ||
                  absl::IsCancelled(reply.status()))
          << reply.status();
      const absl::MutexLock lock(&mutex_);
      if (reply.ok()) answered_.insert(request_id);
    }
  }

  std::atomic<bool> stops_ = false;
  absl::Mutex mutex_;
  std::set<std::string> answered_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

// What was answered is recorded, and what is recorded was answered.
TEST_F(Process, StoppingAnswersTheRequestsItHasTaken) {
  for (int round = 0; round < 5; ++round) {
    const std::string data = absl::StrCat(data_, round);
    Program first(Tallyd(data));
    Answer<v1::DefineOrg>(Client(TargetIn(data)),
                          "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
    TaxDefiners definers(TargetIn(data));
    definers.Await(200);
    first.Send(SIGTERM);
    EXPECT_EQ(first.Wait(), 0) << first.output();
    definers.SendNoMore();

    Program second(Tallyd(data));
    const std::set<std::string> answered = definers.Stop();
    std::set<std::string> recorded;
    auto query = Parse<v1::ReadEvents>("page_size: 1000 filter { types: 'TaxDefined' }");
    do {
      const auto page = Answer(Client(TargetIn(data)), query);
      for (const v1::RecordedEvent& event : page.events()) recorded.insert(event.request_id());
      query.set_page_token(page.next_page_token());
    } while (!query.page_token().empty());
    EXPECT_EQ(recorded, answered) << "round " << round;
  }
}

// Whoever calls must not be able to fill a disk with what libraries say of it.
TEST_F(Process, OfTextThatIsNotUtf8NoLibrarySaysAnything) {
  Program daemon(Tallyd(data_));
  const Client client(TargetIn(data_));
  const absl::Status status = client.CallRaw("tally.v1.Orgs/Define", "\x0A\x01\xFF").status;
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  daemon.Send(SIGTERM);
  EXPECT_EQ(daemon.Wait(), 0);
  EXPECT_THAT(daemon.output(), HasSubstr("event=call method=tally.v1.Orgs/Define"));
  EXPECT_THAT(daemon.output(), Not(HasSubstr("libprotobuf")));
}

// What is far too large must not be kept in memory until its end has come.
TEST_F(Process, AMessageOverTheLimitIsRefusedAndTheDaemonGoesOn) {
  constexpr size_t kGibibyte = 1024;
  Program daemon(Tallyd(data_));
  const Client client(TargetIn(data_));
  ASSERT_TRUE(Serves(client));
  const std::string mebibyte(1 << 20, 'x');
  for (const size_t mebibytes : {size_t{9}, kGibibyte}) {
    for (const char* method : {"tally.v1.Orgs/Define", "tally.v1.Events/Read"}) {
      SCOPED_TRACE(absl::StrCat(mebibytes, " MiB to ", method));
      const absl::Status status = client.CallLarge(method, mebibyte, mebibytes).status;
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
      if (mebibytes == kGibibyte) continue;
      EXPECT_THAT(std::string(status.message()), HasSubstr("larger than max (9437184 vs. 8388608"));
    }
    EXPECT_TRUE(Serves(client));
  }
  EXPECT_LT(daemon.PeakMemoryBytes(), 512 << 20);
}

}  // namespace
}  // namespace tally
