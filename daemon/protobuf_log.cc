#include "daemon/protobuf_log.h"

#include <google/protobuf/stubs/logging.h>

#include <cstdio>
#include <string>

namespace tally {
namespace {

using google::protobuf::LogLevel;

void SayIfFatal(LogLevel level, const char* file, int line, const std::string& message) {
  if (level != google::protobuf::LOGLEVEL_FATAL) return;
  std::fprintf(stderr, "tallyd: protobuf: %s (%s:%d)\n", message.c_str(), file, line);
}

}  // namespace

void QuietProtobuf() { google::protobuf::SetLogHandler(&SayIfFatal); }

}  // namespace tally
