// SecretKey: 256 bits that nobody may know; wiped from memory when they go.

#pragma once

#include <openssl/crypto.h>

#include <array>

namespace tally {

class SecretKey {
 public:
  static constexpr size_t kBytes = 32;

  SecretKey() = default;
  ~SecretKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;

  unsigned char* data() { return bytes_.data(); }
  const unsigned char* data() const { return bytes_.data(); }

 private:
  std::array<unsigned char, kBytes> bytes_ = {};
};

}  // namespace tally
