// EntryFile: a file of entries, such as a write-ahead log, written as RocksDB does.

#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "ledger/log/crc32c.h"

namespace tally {

class EntryFile {
 public:
  void Append(const std::string& entry) {
    size_t at = 0;
    bool is_first = true;
    do {
      if (kBlock - bytes_.size() % kBlock < kHeader) {
        bytes_.append(kBlock - bytes_.size() % kBlock, '\0');
      }
      const size_t room = kBlock - bytes_.size() % kBlock - kHeader;
      const size_t size = std::min(room, entry.size() - at);
      const bool is_last = at + size == entry.size();
      const int type = is_first ? (is_last ? 1 : 2) : (is_last ? 4 : 3);
      AppendFragment(static_cast<char>(type), entry.substr(at, size));
      at += size;
      // Also if there was room for a header alone.
      is_first = false;
    } while (at < entry.size());
  }

  const std::string& bytes() const { return bytes_; }

 private:
  static constexpr size_t kBlock = 32 << 10;
  static constexpr size_t kHeader = 7;

  void AppendFragment(char type, const std::string& payload) {
    const uint32_t crc = Crc32c(type + payload);
    AppendNumber(((crc >> 15) | (crc << 17)) + 0xa282ead8, 4);
    AppendNumber(static_cast<uint32_t>(payload.size()), 2);
    bytes_ += type;
    bytes_ += payload;
  }
  void AppendNumber(uint32_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) bytes_ += static_cast<char>(number >> (8 * i));
  }

  std::string bytes_;
};

}  // namespace tally
