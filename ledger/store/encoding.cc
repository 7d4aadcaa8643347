#include "ledger/store/encoding.h"

#include <cstdio>
#include <cstdlib>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace tally {
namespace {

constexpr uint64_t kSignBit = uint64_t{1} << 63;

}  // namespace

void AppendPart(std::string& key, absl::string_view text) {
  key.append(text.data(), text.size());
  key.push_back('\0');
}

void AppendPart(std::string& key, uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>((number >> shift) & 0xFF));
  }
}

void AppendPart(std::string& key, const Instant& instant) {
  AppendPart(key, static_cast<uint64_t>(instant.seconds()) ^ kSignBit);
  AppendPart(key, static_cast<uint64_t>(instant.nanos()));
}

std::string TakeText(absl::string_view& key) {
  const size_t end = key.find('\0');
  std::string text(key.substr(0, end));
  key.remove_prefix(end + 1);
  return text;
}

uint64_t TakeNumber(absl::string_view& key) {
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(key[i]);
  key.remove_prefix(8);
  return number;
}

std::string EncodeDeterministically(const google::protobuf::MessageLite& message) {
  std::string bytes;
  bytes.reserve(message.ByteSizeLong());
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

void DecodeRow(absl::string_view bytes, google::protobuf::MessageLite& row) {
  if (row.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  std::fprintf(stderr, "tally: a stored %s cannot be read; rebuild with tallyd --rebuild\n",
               row.GetTypeName().c_str());
  std::abort();
}

}  // namespace tally
