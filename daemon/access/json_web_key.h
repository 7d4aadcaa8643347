// JsonWebKeys: the public keys of an identity provider (RFC 7517), and signatures by them (RFC
// 7518).
//
// A key is good for one algorithm, which follows from its type and not from what a token says:
//
//   RSA, 2,048 to 8,192 bits   RS256
//   EC, P-256                  ES256
//   OKP, Ed25519               EdDSA
//
// Keys of other types, for other uses and symmetric ones are left out.

#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/struct.pb.h"

namespace tally {

// Reads a JSON object. INVALID_ARGUMENT if it is none, names a member twice, or is nested deeply.
absl::StatusOr<google::protobuf::Struct> ReadJsonObject(absl::string_view json);

// Returns the text of a member; empty if it is not there or no text.
std::string TextIn(const google::protobuf::Struct& object, const std::string& name);

// Reads base64url without padding (RFC 7515, section 2). INVALID_ARGUMENT unless it is written in
// the one way in which that is written.
absl::StatusOr<std::string> ReadBase64Url(absl::string_view text);

class JsonWebKey {
 public:
  // INVALID_ARGUMENT if it is not one that signatures are verified with.
  static absl::StatusOr<JsonWebKey> Read(const google::protobuf::Struct& object);

  // Its name; empty if it has none.
  const std::string& id() const { return id_; }
  // `RS256`, `ES256` or `EdDSA`.
  const std::string& algorithm() const { return algorithm_; }

  // Whether `signature` is one of `message` by this key.
  bool Verifies(absl::string_view message, absl::string_view signature) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;

  JsonWebKey(std::string id, std::string algorithm, Key key)
      : id_(std::move(id)), algorithm_(std::move(algorithm)), key_(std::move(key)) {}

  static absl::StatusOr<Key> ReadRsa(const google::protobuf::Struct& object);
  static absl::StatusOr<Key> ReadP256(const google::protobuf::Struct& object);
  static absl::StatusOr<Key> ReadEd25519(const google::protobuf::Struct& object);

  std::string id_;
  std::string algorithm_;
  Key key_;
};

class JsonWebKeys {
 public:
  // Reads a set of keys. INVALID_ARGUMENT if it is none, or two of its keys have the same name.
  static absl::StatusOr<JsonWebKeys> Read(absl::string_view json);

  // Returns the key with this name and for this algorithm; the only one for the algorithm if the
  // name is empty. Null if there is none.
  const JsonWebKey* Find(absl::string_view id, absl::string_view algorithm) const;

  size_t size() const { return keys_.size(); }

 private:
  std::vector<JsonWebKey> keys_;
};

}  // namespace tally
